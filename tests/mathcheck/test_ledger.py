"""The ledger says of every page what was checked, and is never out of date."""

import re

import pytest
from bs4 import BeautifulSoup

INDEX = """# Start

```{toctree}
second
first
ledger
```
"""

FIRST = r"""# Page $f$ one

$$
a = \proof
$$ (proved)

$$
a_n = \proof
$$

$$
a \leftarrow b
$$

```{math}
:label: left-out
:skip: no rule for this
b = 1
```

```{math}
:skip: nor for this
c = 1
```

In the text $d = 1$ and $d$.
"""

SECOND = r"""# Page two

$$
e = 1
$$

```{math}
:define:
:impl: json.dumps
f = 1
```

```{math}
:define:
g = 1
```

```{math}
:assume:
h = 1
```
"""

LEDGER = "# Ledger\n\n```{mathcheck-ledger}\n```\n"


@pytest.fixture
def book(project):
    project.write("index.md", INDEX)
    project.write("first.md", FIRST)
    project.write("second.md", SECOND)
    project.write("ledger.md", LEDGER)
    return project


def shown(project):
    """Return the rows of the ledger, its sentence and its list."""
    page = BeautifulSoup(project.html("ledger"), "html.parser")
    rows = [
        [cell.get_text(strip=True) for cell in row.find_all(["td", "th"])]
        for row in page.select("table.mathcheck-ledger tr")
    ]
    items = [item.get_text() for item in page.select("div.body li")]
    return rows, page.select_one("div.body p").get_text(), items


def test_the_table(book):
    book.built()
    rows, total, skipped = shown(book)
    assert rows == [
        ["Page", "Equations", "Proved", "Proved for small sizes", "At random points"]
        + ["Tied to code", "Definitions", "Update rules and laws", "Assumed", "Skipped"]
        + ["Relations in the text"],
        ["Page two", "4", "", "", "1", "1", "1", "", "1", "", ""],
        ["Page f one", "5", "1", "1", "", "", "", "1", "", "2", "1"],
        ["All pages", "9", "1", "1", "1", "1", "1", "1", "1", "2", "1"],
    ]
    assert total == (
        "5 of 9 displayed equations checked (1 proved, 1 proved for small sizes, 1 at random"
        " points, 1 tied to code, 1 definition), 1 update rule or law, 1 assumed, 2 skipped;"
        " 1 inline relations checked."
    )
    assert skipped == [
        "Page f one, left-out: no rule for this",
        "Page f one, line 23: nor for this",
    ]


def test_links_lead_somewhere(book):
    book.built()
    links = re.findall(r'href="(first.html(?:#[^"]*)?)"', book.html("ledger"))
    assert "first.html#equation-left-out" in links
    assert 'id="equation-left-out"' in book.html("first")


@pytest.mark.parametrize("options", [(), ("-j", "2")], ids=["serial", "parallel"])
def test_it_follows_when_another_page_changes(book, options):
    book.built(*options)
    book.write("second.md", SECOND.replace(":assume:\n", ""))
    book.built(*options)
    assert shown(book)[0][1] == ["Page two", "4", "", "", "2", "1", "1", "", "", "", ""]
    book.write("second.md", "# Page two\n\nNothing.\n")
    book.built(*options)
    rows, _, _ = shown(book)
    assert [row[0] for row in rows] == ["Page", "Page f one", "All pages"]


def test_a_book_without_a_formula(project):
    project.write("index.md", LEDGER)
    project.built()
    page = project.html("index")
    assert "0 of 0 displayed equations checked." in page


def test_other_builders(book):
    book.built(builder="text")
    assert "5 of 9" in (book.folder / "_build/text/ledger.txt").read_text()


def test_a_count_in_a_sentence(book):
    book.write("ledger.md", "# L\n\n{mathcheck-count}`checked` of {mathcheck-count}`displayed`.\n")
    book.built()
    assert "<p>5 of 9.</p>" in book.html("ledger")


def test_an_unknown_count_is_refused(book):
    book.write("ledger.md", "# L\n\n{mathcheck-count}`cheked`\n")
    assert "no count 'cheked'; write one of displayed, checked," in book.build().stderr
