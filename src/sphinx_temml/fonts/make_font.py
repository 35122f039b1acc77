"""Make sphinx_temml_math.woff2 from Latin Modern Math. README.md says how and from what."""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.transformPen import TransformPen
from fontTools.subset import Options, Subsetter, parse_unicodes
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
FAMILY = "Sphinx Temml Math"

PRIMES = range(0x2032, 0x2038)
FENCES = "()[]{}⌈⌉⌊⌋⟨⟩⟦⟧"
MARGIN = 30  # thousandths: the room left and right of the widest form of a fence


def enlarge_primes(font: TTFont) -> None:
    """Map the primes to their forms for scripts, since that is where formulas have them."""
    scripts = {}
    for record in font["GSUB"].table.FeatureList.FeatureRecord:
        if record.FeatureTag == "ssty":
            for index in record.Feature.LookupListIndex:
                for subtable in font["GSUB"].table.LookupList.Lookup[index].SubTable:
                    scripts.update(getattr(subtable, "ExtSubTable", subtable).alternates)
    for table in font["cmap"].tables:
        for prime in PRIMES:
            name = table.cmap.get(prime)
            if name in scripts:  # tables can share one map, changed already
                table.cmap[prime] = scripts[name][0]


def add_overline(font: TTFont) -> None:
    r"""Map U+203E, the accent of Temml's \bar, to the macron: the original has no overline."""
    for table in font["cmap"].tables:
        if 0xAF in table.cmap:
            table.cmap[0x203E] = table.cmap[0xAF]


def subset(font: TTFont) -> None:
    """Keep the characters of unicodes.txt with all their sizes, and the MATH table."""
    lines = (HERE / "unicodes.txt").read_text(encoding="utf-8").splitlines()
    options = Options()
    options.layout_features = ["dtls"]
    options.hinting = False
    options.desubroutinize = True
    subsetter = Subsetter(options)
    subsetter.populate(
        unicodes=parse_unicodes(",".join(line for line in lines if not line.startswith("#")))
    )
    subsetter.subset(font)


def narrow_fences(font: TTFont) -> None:
    """Give all sizes of a fence at most one narrow width, with the ink in the middle.

    Chromium makes the box of a stretchy fence as wide as its widest form, so that the small
    parentheses of the original font stand in half an em of empty space.
    """
    glyphs = font.getGlyphSet()
    cmap = font.getBestCmap()
    variants = font["MATH"].table.MathVariants
    top = font["CFF "].cff.topDictIndex[0]

    def ink(names: list[str]) -> tuple[float, float]:
        bounds = []
        for name in names:
            pen = BoundsPen(glyphs)
            glyphs[name].draw(pen)
            bounds.append(pen.bounds)
        return min(b[0] for b in bounds), max(b[2] for b in bounds)

    for fence in FENCES:
        base = cmap[ord(fence)]
        place = variants.VertGlyphCoverage.glyphs.index(base)
        construction = variants.VertGlyphConstruction[place]
        groups = [[v.VariantGlyph] for v in construction.MathGlyphVariantRecord]
        if construction.GlyphAssembly:
            parts = construction.GlyphAssembly.PartRecords
            groups.append(list(dict.fromkeys(part.glyph for part in parts)))
        inks = [ink(group) for group in groups]
        limit = round(max(right - left for left, right in inks)) + 2 * MARGIN
        limit = max(limit, font["hmtx"][base][0])
        for group, (left, right) in zip(groups, inks, strict=True):
            if max(font["hmtx"][name][0] for name in group) <= limit:
                continue
            shift = round((limit - (right - left)) / 2 - left)
            for name in group:
                pen = T2CharStringPen(limit, glyphs)
                glyphs[name].draw(TransformPen(pen, (1, 0, 0, 1, shift, 0)))
                char_string = pen.getCharString(top.Private, font["CFF "].cff.GlobalSubrs)
                bearing = round(ink([name])[0]) + shift
                top.CharStrings[name] = char_string
                font["hmtx"][name] = (limit, bearing)


def rename(font: TTFont) -> None:
    """Name the derived work differently, as the licence of the original asks."""
    for record in font["name"].names:
        if record.nameID in {1, 3, 4, 6, 16, 18}:
            text = FAMILY.replace(" ", "") if record.nameID == 6 else FAMILY
            font["name"].setName(
                text, record.nameID, record.platformID, record.platEncID, record.langID
            )
    top = font["CFF "].cff
    top.fontNames = [FAMILY.replace(" ", "")]
    top.topDictIndex[0].FullName = top.topDictIndex[0].FamilyName = FAMILY


def main() -> None:
    """Read the original, write the derived font beside this script."""
    font = TTFont(sys.argv[1], recalcTimestamp=False)
    enlarge_primes(font)
    add_overline(font)
    subset(font)
    narrow_fences(font)
    rename(font)
    font.flavor = "woff2"
    font.save(HERE / "sphinx_temml_math.woff2")


if __name__ == "__main__":
    main()
