"""What a reader who types something is led to, asked of the built index in the build's engine."""

import hashlib
import json
from functools import cache
from pathlib import Path

import pytest
import quickjs

ROOT = Path(__file__).parents[2]
SITE = ROOT / "_build" / "html"
SCRIPTS = ROOT / "src" / "bookkit" / "_search"

# Each query with the addresses of which one has to come first.
FIRST = {
    # symbols, as a sign, by name and in LaTeX
    "σ": "notation.html#symbol-sigma-x",
    "sigma": "notation.html#symbol-sigma-x",
    r"\sigma": "notation.html#symbol-sigma-x",
    "Σ": "notation.html#symbol-Sigma",
    "η": "notation.html#symbol-eta",
    "eta": "notation.html#symbol-eta",
    r"\eta": "notation.html#symbol-eta",
    "κ": "notation.html#symbol-kappa",
    r"\nabla J": "notation.html#symbol-nabla-J",
    "∇J": "notation.html#symbol-nabla-J",
    "L_J": "notation.html#symbol-L_J",
    "z_l": "notation.html#symbol-W_l notation.html#symbol-z_l",
    "Φ": "notation.html#symbol-Phi",
    "learning rate": "notation.html#symbol-eta",
    "number of classes": "notation.html#symbol-K",
    # formulas
    "H(p,q)": "notation.html#symbol-H-p",
    "H(p, q)": "notation.html#symbol-H-p",
    "KL(p||q)": "notation.html#symbol-KL-p-Vert-q",
    "sigmoid derivative": "bend/functions/sigmoid.html#equation-sigmoid-grad",
    "gelu gradient": "bend/functions/gelu.html#equation-gelu-grad",
    "derivative of tanh": "bend/functions/tanh.html#equation-tanh-grad",
    "softmax gradient": "measure/softmax.html#softmax-jacobian",
    "softmax jacobian": "measure/softmax.html#softmax-jacobian",
    # functions and topics
    "sigmoid": "bend/functions/sigmoid.html",
    "gelu": "bend/functions/gelu.html",
    "swish": "bend/functions/silu.html",
    "leaky relu": "bend/functions/leaky_relu.html",
    "leaky_relu": "appendix/api/activations.html#slopes.activations.leaky_relu",
    "softmax": "measure/softmax.html",
    "cross entropy": "measure/cross-entropy.html",
    "KL divergence": "measure/cross-entropy.html#kl-divergence",
    "logsumexp": "measure/softmax.html#log-sum-exp",
    "label smoothing": "measure/which-loss.html#label-smoothing",
    "focal loss": "measure/which-loss.html#focal-loss",
    "calibration": "measure/calibration.html",
    "dying relu": "bend/dead-and-saturated.html#dying-relu",
    "dead units": "bend/dead-and-saturated.html",
    "universal approximation": "bend/what-it-buys.html#universal-approximation",
    "xor": "bend/why-nonlinearity.html#xor",
    "step size": "descend/step-size.html",
    "condition number": "descend/step-size.html#condition-number",
    "momentum": "descend/momentum-adam.html#heavy-ball",
    "heavy ball": "descend/momentum-adam.html#heavy-ball",
    "adam": "descend/momentum-adam.html#adam",
    "weight decay": "descend/momentum-adam.html#adamw",
    "saddle point": "descend/landscape.html#saddle-points",
    "Robbins-Monro": "descend/noise-and-rates.html#robbins-monro",
    "notation": "notation.html",
    "log_softmax": "appendix/api/losses.html#slopes.log_softmax",
    # with a slip of the finger
    "universl aproximation": "bend/what-it-buys.html#universal-approximation",
    "corss entropy": "measure/cross-entropy.html measure/gradient.html",
}


@cache
def engine():
    path = SITE / "search-data.js"
    assert path.exists(), f"{path} is missing; run `make html` first"
    context = quickjs.Context()
    for script in (SCRIPTS / "minisearch.js", SCRIPTS / "book-search.js", path):
        context.eval(script.read_text(encoding="utf-8"))
    context.eval("var book, setTimeout = (job) => job()")
    context.eval("BookSearch.build(BookSearchData).then((built) => { book = built })")
    while context.execute_pending_job():
        pass
    return context


def js(expression):
    return json.loads(engine().eval(f"JSON.stringify({expression})"))


def found(query):
    return js(f"BookSearch.search(book, {json.dumps(query)}).map((entry) => entry.address)")


def check_first(query, addresses):
    first = found(query)[:1]
    assert first, f"{query!r} finds nothing"
    assert first[0] in addresses.split(), f"{query!r} leads to {first[0]}"


@pytest.mark.parametrize(("query", "addresses"), FIRST.items())
def test_query_leads_to(query, addresses):
    check_first(query, addresses)


@pytest.mark.parametrize("query", ["σ", "xyzzyq"])
def test_the_check_can_fail(query):
    with pytest.raises(AssertionError):
        check_first(query, "appendix/solutions.html")


ODD = ["", " ", "(", "\\", "'", "the", "$$", "a" * 500, "constructor", "__proto__"]


@pytest.mark.parametrize("query", ODD)
def test_odd_queries_are_answered(query):
    assert isinstance(found(query), list)


def test_every_address_is_on_the_site():
    entries = js("book.documents.map((entry) => entry.address)")
    assert len(entries) > 1000
    pages = {}
    for address in entries:
        name, _, anchor = address.partition("#")
        if name not in pages:
            pages[name] = (SITE / name).read_text(encoding="utf-8")
        assert not anchor or f'id="{anchor}"' in pages[name], address


def test_snippet_shows_the_word():
    text = "one two three four five six seven eight nine ten eleven twelve learning rates count"
    pieces = js(f"BookSearch.snippet({json.dumps(text)}, 'learning rate')")
    assert pieces[0] == ["… ", False]
    assert [piece for piece, hit in pieces if hit] == ["learning", "rates"]


def test_the_index_is_light():
    import gzip

    size = len(gzip.compress((SITE / "search-data.js").read_bytes()))
    assert size < 250_000, f"{size} bytes; it is loaded when search is opened"


def check_hashes(folder):
    for line in (folder / "minisearch-VERSION.txt").read_text().splitlines():
        if line.startswith("sha256") and ".tgz" not in line:
            _, digest, name, *_ = line.replace(",", " ").split()
            assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest, name


def test_the_library_is_unchanged():
    check_hashes(SCRIPTS)


def test_a_changed_library_is_noticed(tmp_path):
    (tmp_path / "minisearch-VERSION.txt").write_text("sha256 00 a.js, unchanged\n")
    (tmp_path / "a.js").write_text("1")
    with pytest.raises(AssertionError):
        check_hashes(tmp_path)
