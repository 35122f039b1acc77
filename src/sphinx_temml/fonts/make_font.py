"""Make the two fonts of this folder from STIX Two Math. README.md says how and from what."""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path

from fontTools.misc.transform import Transform
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter, parse_unicodes
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
FAMILY = "Sphinx Temml Math"

PRIMES = range(0x2032, 0x2038)
# Big, and down on the line: a formula has the prime in a superscript, small and high.
PRIME_SHAPE = Transform(1.65, 0, 0, 1.65, -100, -640)
TALLEST = 2400  # thousandths of an em
WIDEST_RADICAL = 900


def reshape(font: TTFont, name: str, shape: Transform) -> None:
    """Transform the outline of a glyph."""
    pen = TTGlyphPen(None)
    font.getGlyphSet()[name].draw(TransformPen(pen, shape))
    glyph = pen.glyph()
    glyph.recalcBounds(font["glyf"])
    font["glyf"][name] = glyph


def enlarge_primes(font: TTFont) -> None:
    """Give the primes the shape that superscripts need, which the original has not."""
    cmap = font.getBestCmap()
    for prime in PRIMES:
        if prime in cmap:
            name = cmap[prime]
            reshape(font, name, PRIME_SHAPE)
            glyph = font["glyf"][name]
            font["hmtx"][name] = (glyph.xMax + glyph.xMin, glyph.xMin)


def narrow_radicals(font: TTFont) -> None:
    """Make the tall forms of the radical about as wide as the small one.

    Chromium makes the box of a root as wide as the widest form asks for, which would leave an empty
    space after every small root.
    """
    variants = font["MATH"].table.MathVariants
    place = variants.VertGlyphCoverage.glyphs.index(font.getBestCmap()[0x221A])
    construction = variants.VertGlyphConstruction[place]
    names = {form.VariantGlyph for form in construction.MathGlyphVariantRecord}
    names |= {part.glyph for part in construction.GlyphAssembly.PartRecords}
    for name in sorted(names):
        ratio = WIDEST_RADICAL / font["hmtx"][name][0]
        if ratio < 1:
            reshape(font, name, Transform(ratio, 0, 0, 1, 0, 0))
            font["hmtx"][name] = (WIDEST_RADICAL, font["glyf"][name].xMin)


def level_subscripts(font: TTFont) -> None:
    """Let the subscripts of letters that reach below the line stand as high as all others.

    TeX moves a subscript by the depth of its base only if that is more than a letter.
    """
    font["MATH"].table.MathConstants.SubscriptBaselineDropMin.Value = 0


def narrow_fences(font: TTFont) -> None:
    """Leave out the tallest forms of all fences that can be built of parts.

    Chromium makes the box of a stretchy fence as wide as its widest form, which is the tallest, so
    that the small forms would stand in empty space.
    """
    for construction in font["MATH"].table.MathVariants.VertGlyphConstruction:
        if construction.GlyphAssembly:
            forms = construction.MathGlyphVariantRecord
            kept = [form for form in forms if form.AdvanceMeasurement <= TALLEST]
            construction.MathGlyphVariantRecord = kept
            construction.VariantCount = len(kept)


def subset(font: TTFont, unicodes: str) -> None:
    """Keep some characters with all their sizes, and the MATH table."""
    wanted = {code for code in parse_unicodes(unicodes) if unicodedata.category(chr(code)) != "Cn"}
    missing = wanted - font.getBestCmap().keys()
    if missing:
        names = ", ".join(f"{code:X}" for code in sorted(missing))
        raise SystemExit(f"unicodes.txt: the original has no {names}; leave them out")
    options = Options()
    options.layout_features = []
    options.hinting = False
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)


def rename(font: TTFont) -> None:
    """Name the derived work differently: it is not quite STIX Two Math."""
    for record in font["name"].names:
        if record.nameID in {1, 3, 4, 6, 16, 18}:
            text = FAMILY.replace(" ", "") if record.nameID == 6 else FAMILY
            font["name"].setName(
                text, record.nameID, record.platformID, record.platEncID, record.langID
            )


def main() -> None:
    """Read the original, write the derived fonts beside this script."""
    lists = (HERE / "unicodes.txt").read_text(encoding="utf-8").split("\n\n")
    for name, text in zip(("sphinx_temml_math", "sphinx_temml_math_rare"), lists, strict=True):
        font = TTFont(sys.argv[1], recalcTimestamp=False)
        enlarge_primes(font)
        level_subscripts(font)
        narrow_fences(font)
        narrow_radicals(font)
        lines = [line for line in text.splitlines() if not line.startswith("#")]
        subset(font, ",".join(lines))
        rename(font)
        font.flavor = "woff2"
        font.save(HERE / f"{name}.woff2")


if __name__ == "__main__":
    main()
