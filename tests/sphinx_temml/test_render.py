import doctest
import hashlib
import re
import threading
from importlib import import_module
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from sphinx_temml import render as module
from sphinx_temml.render import TexError, render

PACKAGE = Path(module.__file__).parent


@pytest.mark.parametrize("name", ["locate", "render", "tidy", "unbroken", "width"])
def test_examples(name):
    failed, tried = doctest.testmod(import_module(f"sphinx_temml.{name}"))
    assert tried
    assert not failed


def elements(latex, display=False, **options):
    """Return the names of the elements of a formula, and check what holds for every formula."""
    math = ET.fromstring(render(latex, display, **options))
    check_formula(math, latex, display)
    return [element.tag for element in math.iter()]


def check_formula(math, latex, display):
    assert math.tag == "math"
    assert (math.get("display") == "block") == display
    notes = [note for note in math.iter("annotation")]
    assert [note.get("encoding") for note in notes] == ["application/x-tex"]
    assert notes[0].text == latex, "the author's LaTeX is not kept"
    leaves = {"mi", "mn", "mo", "mtext"}
    assert any(leaf.text for leaf in math.iter() if leaf.tag in leaves), "nothing to see"
    for element in math.iter():
        assert "tml-eqn" not in element.get("class", ""), "numbered by a style sheet"
        assert "max-size" not in element.get("style", ""), "Temml's own state in a style"
        assert element.tag not in {"script", "a", "img"}


NOTE = '<annotation encoding="application/x-tex">x</annotation>'


@pytest.mark.parametrize(
    "broken",
    [
        "<math><mi>x</mi></math>",
        "<math><mi>x</mi><annotation encoding='application/x-tex'>y</annotation></math>",
        f"<math>{NOTE}</math>",
        f"<math display='block'><mi>x</mi>{NOTE}</math>",
        f"<math><mi>x</mi><mtext class='tml-eqn'></mtext>{NOTE}</math>",
        f"<math><mi style='level:0;max-size:9;'>x</mi>{NOTE}</math>",
        f"<math><mi><script></script>x</mi>{NOTE}</math>",
    ],
)
def test_the_check_of_formulas_can_fail(broken):
    with pytest.raises(AssertionError):
        check_formula(ET.fromstring(broken), "x", False)


@pytest.mark.parametrize(
    ("latex", "wanted"),
    [
        (r"\frac{1}{1+e^{-x}}", {"mfrac", "msup"}),
        (r"\sum_{i=1}^{n} x_i", {"munderover", "msub"}),
        (r"\begin{cases} x & x > 0 \\ 0 & x \le 0 \end{cases}", {"mtable"}),
        (r"\begin{pmatrix} 1 & 0 \\ 0 & 1 \end{pmatrix}", {"mtable"}),
        (r"\hat{y} + \overline{x}", {"mover"}),
        (r"\operatorname{softmax}(z)", {"mi"}),
        (r"\mathbb{E}\lVert \mathcal{L} \rVert_2", {"msub"}),
        (r"\left.\frac{df}{dx}\right|_{x=0}", {"mfrac", "msub"}),
        (r"\underbrace{a+b}_{n}", {"munder"}),
        (r"\tfrac12 \binom{n}{k} \sqrt{x}", {"mfrac", "msqrt"}),
        (r"\text{where $x$ is 学习率}", {"mtext", "mi"}),
        ("\\begin{split} a &= b \\\\ c \\end{split}", {"mtable"}),  # a row lacks a cell
    ],
)
def test_elements(latex, wanted):
    assert wanted <= set(elements(latex, display=True))


def rows(latex):
    return elements(latex, display=True).count("mtr")


@pytest.mark.parametrize(
    ("latex", "count"),
    [
        ("a = b", 0),
        (r"a &= b \\ &= c", 2),
        ("a = b\n\nc = d", 2),
        ("\n\na = b\n \n", 0),
        (r"\begin{aligned} a &= b \\ &= c \end{aligned}", 2),
        (r"f = \begin{cases} a \\ b \end{cases}", 2),  # not wrapped into one more row
        (r"{a \atop b} \{ c \}", 0),
        ("a &= b % note", 1),
        ("a \\\\ b\n\nc", 4),
        (r"a &= (b \\ &+ c)", 2),
        (r"\{ a \} \\ b", 2),
        (r"a \& b", 0),
    ],
)
def test_rows_of_displayed_math(latex, count):
    assert rows(latex) == count


@pytest.mark.parametrize("env", ["align", "gather", "equation", "multline"])
def test_amsmath_environments_are_not_numbered_by_temml(env):
    latex = rf"\begin{{{env}}} a = b \end{{{env}}}"
    assert "mtable" in elements(latex, display=True)
    assert elements(latex, display=True) == elements(latex.replace(env, env + "*"), display=True)


def test_alignat_keeps_its_argument():
    assert rows(r"\begin{alignat}{2} a &= b \\ c &= d \end{alignat}") == 2


@pytest.mark.parametrize("text", [r"x < y", r"\text{a & <b> \"c\" 'd'}", "x > y", r"a \& b"])
def test_special_characters_are_escaped(text):
    text = text.replace(" & <", r" \& <")
    markup = render(text, False)
    check_formula(ET.fromstring(markup), text, False)
    assert not re.search(r"<(?!/?[a-z]+[ >])", markup)


SWALLOWED = r"\\ between two delimiters would get lost; align the rows with &"


@pytest.mark.parametrize(
    ("latex", "display", "position", "message"),
    [
        (r"x + \foo", False, 4, r"Unsupported function name: \foo"),
        (r"\frac{1", False, 7, "Unexpected end of input in a macro argument, expected '}'"),
        ("x^2^3", False, 3, "Double superscript"),
        ("\N{MATHEMATICAL BOLD SCRIPT CAPITAL A} \\foo", False, 2, None),
        (r"a &= b \\ c &= \foo", True, 15, None),
        ("a\n\n b \\foo", True, 6, None),
        (r"\begin{align} \foo \end{align}", True, 14, None),
        ("a\n\nb \\\\ c\n\n\\left( x", True, None, None),
        (r"\left( x", True, 8, r"Expected '\right', got 'EOF'"),
        (r"\href{https://example.org}{x}", False, 0, None),
        (r"\includegraphics{x.png}", False, 0, None),
        (r"x \eqref{a}", False, 2, None),
        (r"\text{see \ref{a}}", False, 10, None),
        (
            r"( a \\ b )",
            True,
            None,
            r"\\ between two delimiters would get lost; align the rows with &",
        ),
        (r"\def\a{\a}\a", False, None, None),
        ("{" * 3000, False, None, None),
        (r"\half{x}", False, None, r"Unsupported function name: \foo (in a macro: \frac{\foo}2)"),
    ],
)
def test_errors(latex, display, position, message):
    with pytest.raises(TexError) as caught:
        render(latex, display, macros={r"\half": r"\frac{\foo}2"})
    if position is not None or not display:
        assert caught.value.position == position
    assert message is None or caught.value.message == message
    assert "\n" not in caught.value.message
    assert str(caught.value) == caught.value.message


def test_one_bad_formula_does_not_spoil_the_next():
    with pytest.raises(TexError):
        render(r"\foo", False)
    assert "<mi>x</mi>" in render("x", False)


def test_macros():
    macros = {r"\R": r"\mathbb{R}", r"\norm": r"\lVert #1 \rVert"}
    assert "ℝ" in render(r"\R", False, macros=macros)
    assert render(r"\norm{x}", False, macros=macros, annotate=False) == render(
        r"\lVert x \rVert", False, annotate=False
    )
    with pytest.raises(TexError):
        render(r"\R", False)


def test_definitions_stay_in_their_formula():
    assert "mi" in elements(r"\gdef\mine{x}\mine")
    with pytest.raises(TexError):
        render(r"\mine", False)


def test_same_formula_is_rendered_once():
    render("memo", False)
    before = module._render.cache_info()
    render("memo", False)
    after = module._render.cache_info()
    assert (after.hits, after.misses) == (before.hits + 1, before.misses)


def test_fresh_engines_agree():
    latex = [rf"\sum_{{i=1}}^{{{n}}} \frac{{x_i}}{{{n}}} \log x" for n in range(5)]
    here = [render(formula, True) for formula in latex]
    module._render.cache_clear()
    there = []
    thread = threading.Thread(target=lambda: there.extend(render(t, True) for t in latex))
    thread.start()
    thread.join()
    assert there == here


def test_threads_do_not_disturb_each_other():
    results = {}

    def work(number):
        results[number] = [render(f"x_{{{number}}}^{{{n}}}", False) for n in range(20)]

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number in range(4):
        assert results[number] == [render(f"x_{{{number}}}^{{{n}}}", False) for n in range(20)]


def check_hashes(folder, listed):
    """Each file that the list names and the folder holds is what the list says."""
    found = 0
    for digest, name in re.findall(r"\b([0-9a-f]{64})\b[` |]+([\w.-]+)", listed):
        if (folder / name).is_file():
            found += 1
            assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest, name
    assert found, "no file found"
    return found


def test_vendored_files_are_those_of_the_release():
    listed = (PACKAGE / "temml" / "VERSION").read_text()
    assert check_hashes(PACKAGE / "temml", listed) == 3
    assert f'"{listed.split()[1]}"' in module.TEMML.read_text()


def test_fonts_are_those_described():
    table = (PACKAGE / "fonts" / "README.md").read_text()
    rows = re.findall(r"`([\w.-]+)`[^|]*\| \d+ \| `([0-9a-f]{64})`", table)
    assert check_hashes(PACKAGE / "fonts", "\n".join(f"{row[1]} {row[0]}" for row in rows)) == 2


def codes(ranges):
    """Return the numbers in a list like 2A, 30-32."""
    found = set()
    for part in ranges.split(","):
        first, _, last = part.strip().removeprefix("U+").partition("-")
        found |= set(range(int(first, 16), int(last or first, 16) + 1))
    return found


def test_the_rare_font_is_loaded_for_its_characters_and_no_others():
    lists = (PACKAGE / "fonts/unicodes.txt").read_text().split("\n\n")
    usual, rare = (
        codes(",".join(line for line in text.splitlines() if not line.startswith("#")))
        for text in lists
    )
    css = (PACKAGE / "sphinx_temml.css").read_text()
    assert codes(re.search(r"unicode-range:([^;]+);", css)[1]) == rare
    assert not usual & rare
    assert codes("2A, U+30-32") == {0x2A, 0x30, 0x31, 0x32}


def test_the_check_of_hashes_can_fail(tmp_path):
    (tmp_path / "file").write_text("changed")
    with pytest.raises(AssertionError):
        check_hashes(tmp_path, f"{hashlib.sha256(b'original').hexdigest()} file")
    with pytest.raises(AssertionError, match="no file found"):
        check_hashes(tmp_path, "")
