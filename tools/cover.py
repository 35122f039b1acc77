"""Draw the picture of the README, and the card that other sites show beside a link to the book."""

from pathlib import Path

from slopes import figures

STATIC = Path(__file__).parent.parent / "book" / "_static"


def main():
    figures.use_style()
    no_traces = {"Date": None, "Creator": None}
    figures.cover().savefig(STATIC / "cover.svg", metadata=no_traces, facecolor=figures.PAPER)
    card = figures.cover()
    card.set_size_inches(8, 4.2)
    card.suptitle("Bend, Measure, Descend", fontsize=24)
    card.savefig(STATIC / "card.png", dpi=150, metadata={"Software": None}, facecolor=figures.PAPER)


if __name__ == "__main__":
    main()
