"""Draw the pictures that stand for the book: of the README, beside links to it, of its EPUB."""

from pathlib import Path

from slopes import figures

STATIC = Path(__file__).parent.parent / "book" / "_static"
WORDS = ("Bend,", "Measure,", "Descend")


def front():
    """Stack the panels of the cover on a page, each beside its word."""
    figure = figures.cover()
    figure.set_layout_engine("none")
    figure.set_size_inches(6, 9)
    for ax, word, bottom in zip(figure.axes, WORDS, (0.68, 0.40, 0.12), strict=True):
        ax.set_position((0.50, bottom, 0.42, 0.22))
        ax.set(xlabel="", ylabel="")
        for place in ("left", "center", "right"):
            ax.set_title("", loc=place)
        ax.tick_params(labelbottom=False, labelleft=False, length=0)
        for text in [*ax.texts, ax.get_legend()]:
            if text:
                text.remove()
        figure.text(0.08, bottom + 0.11, word, fontsize=30, va="center")
    figure.text(0.08, 0.05, "activations, losses and gradient descent, checked line by line")
    return figure


def main():
    figures.use_style()
    paper = {"facecolor": figures.PAPER}
    no_software = {"Software": None}
    figures.cover().savefig(STATIC / "cover.svg", metadata={"Date": None, "Creator": None}, **paper)
    card = figures.cover()
    card.set_size_inches(8, 4.2)
    card.suptitle("Bend, Measure, Descend", fontsize=24)
    card.savefig(STATIC / "card.png", dpi=150, metadata=no_software, **paper)
    front().savefig(STATIC / "front.png", dpi=200, metadata=no_software, **paper)


if __name__ == "__main__":
    main()
