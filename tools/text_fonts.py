"""Make the text fonts of the book from STIX Two Text; book/_static/fonts/README.md says how.

Prints the descriptors of `@font-face` that fit other fonts to it, so that nothing moves when the
fonts arrive.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter, parse_unicodes
from fontTools.ttLib import TTFont

FONTS = Path(__file__).parent.parent / "book/_static/fonts"
UNICODES = (
    "20-7E,A0-FF,131,152,153,2C6,2DA,2DC,2013,2014,2018-201A,201C-201E,2022,2026,"
    "2032,2033,2039,203A,2044,20AC,2122,2212"
)
FACES = ("400-normal", "400-italic", "600-normal")
# How often a letter stands in English text, in per mille; the space is the most frequent.
FREQUENCY = dict(
    zip(
        " etaoinshrdlcumwfgypbvkjxqz",
        (185, 102, 74, 67, 61, 57, 57, 52, 50, 49, 35, 33, 23, 23, 20, 19, 18, 16, 16, 16, 12, 8, 6,
         1, 1, 1, 1),
        strict=True,
    )
)  # fmt: skip


def subset(source: Path, target: Path) -> None:
    """Write the characters that text needs, with kerning and ligatures."""
    font = TTFont(source, recalcTimestamp=False)
    options = Options()
    options.layout_features = ["kern", "liga", "ccmp", "mark"]
    options.hinting = False
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=parse_unicodes(UNICODES))
    subsetter.subset(font)
    font.flavor = "woff2"
    font.save(target)


def mean_width(font: TTFont) -> float:
    """Return the mean width of a character of English text, in em."""
    cmap = font.getBestCmap()
    widths = {c: font["hmtx"][cmap[ord(c)]][0] / font["head"].unitsPerEm for c in FREQUENCY}
    return sum(n * widths[c] for c, n in FREQUENCY.items()) / sum(FREQUENCY.values())


def descriptors(font: TTFont, other: TTFont) -> str:
    """Return what makes `other` take the room of `font`."""
    ratio = mean_width(font) / mean_width(other)
    em = font["head"].unitsPerEm * ratio
    return (
        f"size-adjust: {ratio:.2%}; ascent-override: {font['hhea'].ascent / em:.2%}; "
        f"descent-override: {-font['hhea'].descent / em:.2%}; "
        f"line-gap-override: {font['hhea'].lineGap / em:.2%};"
    )


def main() -> None:
    """Read the folder of the originals, and fit any further fonts that are named."""
    originals, *others = map(Path, sys.argv[1:])
    for face in FACES:
        subset(originals / f"stix-two-text-latin-{face}.woff2", FONTS / f"text-{face}.woff2")
    for other in others:
        print(other.name, descriptors(TTFont(FONTS / "text-400-normal.woff2"), TTFont(other)))


if __name__ == "__main__":
    main()
