"""Statements are proved for small dimensions, and nothing false is."""

import pytest

from mathcheck.checking.check import check_statement
from mathcheck.edits.mutants import mutants
from mathcheck.errors import MathError
from mathcheck.grammar.declarations import parse_symbols
from mathcheck.grammar.parser import parse_block
from mathcheck.grammar.symbols import SymbolTable
from mathcheck.proof import instances
from mathcheck.proof.extents import together
from mathcheck.proof.prove import prove_statement
from mathcheck.sampling.worlds import SampledWorld

SYMBOLS = r"""
n, d, K : dim
x, a, b, z : R
w_1, w_2, r : R
\beta : R+
\eta, \mu : R+
\gamma : R>=0
p : (0, 1)
\rho : [0, 1]
\kappa : (1, \infty)
i, j, k, m : index K
l : index n
y : R^K
t, u : simplex K
o : onehot K
c : onehot K at k
w, v : R^d
\hat v : unit d
A : R^{d x d}
H : symmetric d
Q : orthogonal d
I : identity d
f, g : R -> R
h : R -> (0, 1)
F : R^d -> R
G : linear R^d -> R
\theta : step R -> R
D : seq R^d
T : N
N : Z
X : random index n
Y : random R
S : subset n
Z : normal
q : {-1, 1}
\sigma : R -> R
\sigma(x) = \frac{1}{1 + e^{-x}}
\operatorname{relu} : R -> R
\operatorname{relu}(x) = \max(x, 0)
\operatorname{clip} : R -> R
\operatorname{clip}(x) = \max(-\beta, \min(x, \beta))
\operatorname{gelu} : R -> R
\operatorname{gelu}(x) = \frac{x}{2} (1 + \operatorname{erf} \frac{x}{\sqrt{2}})
\phi : R -> R
\phi(x) = \frac{1}{\sqrt{2 \pi}} e^{-x^2 / 2}
s : R^K
s_i = \frac{e^{y_i}}{\sum_{j=1}^{K} e^{y_j}}
J : R = -\sum_i t_i \log s_i
\bar D : R^d = \frac{1}{n} \sum_{l=1}^{n} D_l
"""
TABLE, _ = parse_symbols(SYMBOLS.strip(), SymbolTable())

PROVED = [
    r"\sigma''(x) = \sigma(x) (1 - \sigma(x)) (1 - 2 \sigma(x))",
    r"\sigma'(x) = \sigma(x) \sigma(-x) = \sigma(x) (1 - \sigma(x))",
    r"\tanh x = 2 \sigma(2 x) - 1",
    r"\operatorname{gelu}''(x) = \phi(x) (2 - x^2)",
    r"\frac{d}{dx} (x \sigma(\beta x)) = \sigma(\beta x) (1 + \beta x (1 - \sigma(\beta x)))",
    r"\frac{\partial s_i}{\partial y_j} = s_i (\delta_{ij} - s_j)",
    r"\sum_{i=1}^{K} s_i = 1",
    r"\log s_i = y_i - \log \sum_{j=1}^{K} e^{y_j}",
    r"\frac{\partial J}{\partial y_m} = s_m - t_m",
    r"\nabla_y J = s - t",
    r"\frac{\partial J}{\partial y_m} = \sum_i \frac{\partial J}{\partial s_i}"
    r" \frac{\partial s_i}{\partial y_m}",
    r"-\sum_i t_i \log u_i = -\sum_i t_i \log t_i + \sum_i t_i \log \frac{t_i}{u_i}",
    r"\frac{d}{dx} (f(x) g(x)) = f'(x) g(x) + f(x) g'(x)",
    r"\frac{d}{dx} f(g(x)) = f'(g(x)) g'(x)",
    r"(w_1 - \eta r w_2)^2 - (w_2 - \eta r w_1)^2 = (1 - \eta^2 r^2) (w_1^2 - w_2^2)",
    r"\sum_{k=0}^{T} r^k = \frac{1 - r^{T + 1}}{1 - r}",
    r"\lVert w + v \rVert^2 = \lVert w \rVert^2 + 2 w^\top v + \lVert v \rVert^2",
    r"\lVert \hat v \rVert = 1",
    r"(A v)^\top w = v^\top A^\top w",
    r"v^\top H w = w^\top H v",
    r"Q^\top Q = Q Q^\top = I",
    r"(\det Q)^2 = 1",
    r"G(w + v) = G(w) + G(v)",
    r"\mathbb{E} D_X = \bar D",
    r"\mathbb{E} \lVert D_X - \bar D \rVert^2"
    r" = \mathbb{E} \lVert D_X \rVert^2 - \lVert \bar D \rVert^2",
    r"\operatorname{Var} Y = \mathbb{E} Y^2 - (\mathbb{E} Y)^2",
    r"(1 - \sqrt{\mu})^2 = 1 + \mu - 2 \sqrt{\mu}",
    r"\sqrt{\mu \kappa} = \sqrt{\mu} \sqrt{\kappa}",
    r"\sqrt{\rho} \sqrt{1 - \rho} = \sqrt{\rho - \rho^2}",
    r"\sqrt{\gamma}^2 = \gamma",
    r"\sigma \left( \log \frac{p}{1 - p} \right) = p",
    r"\log (p (1 - p)) = \log p + \log(1 - p)",
    r"\log (p h(x)) = \log p + \log h(x)",
    r"\sum_{i=1}^{K} o_i = 1",
    r"\sum_{i=1}^{K} c_i y_i = y_k",
    r"q^2 = 1",
    r"\sum_{l \in S} (D_l - \bar D) = \sum_{l \in S} D_l - \lvert S \rvert \bar D",
    r"e^{2} e^{x} = e^{x + 2}",
    r"\log 6 = \log 2 + \log 3",
    # By cases:
    r"\max(a, b) = \frac{a + b + \lvert a - b \rvert}{2}",
    r"\operatorname{clip}(x) + \beta"
    r" = \operatorname{relu}(x + \beta) - \operatorname{relu}(x - \beta)",
    r"\sigma'(x) = \frac{z}{(1 + z)^2} \quad \text{where } z = e^{-\lvert x \rvert}",
    r"\operatorname{clip}'(x) = 1 \quad \text{for } \lvert x \rvert < \beta",
    r"\operatorname{clip}''(x) = 0",
    r"\min_i y_i \le y_k \le \max_i y_i \quad \text{for } K = 2",
    r"\eta (2 - \eta) > 0 \quad \text{for } \eta < 2",
    r"z^2 = x^2 + 2 x + 1 \quad \text{where } -z = x + 1",
    r"\lvert x \rvert = \operatorname{relu}(x) + \operatorname{relu}(-x)",
    r"\operatorname{relu}'(x) = 1 \quad \text{for } x > 0",
    r"\lvert x b \rvert = \lvert x \rvert \lvert b \rvert",
    r"z^2 = x^2 + 2 x + 1 \quad \text{where } z = x + 1",
    # Inequalities:
    r"0 < s_i < 1",
    r"\sigma'(x) \le \frac14",
    r"2 a b \le a^2 + b^2",
    r"p (1 - p) > 0",
    r"\kappa > 1",
    r"\rho^2 \le \rho",
    r"0 < h(x) < 1",
    r"x^2 + 1 \ne 0",
]
TRUE_BUT_BEYOND = [
    r"\lim_{x \to 0} \frac{\sin x}{x} = 1",
    r"\int_0^1 x \, dx = \frac12",
    r"e^x \ge 1 + x",
    r"\mathbb{E} Z^2 = 1",
    r"\sigma(x) \approx 0.5 \quad \text{for } x = 0",
    r"\sum_{l=1}^{\infty} 2^{-l} = 1",
    r"a = 0 \iff 2 a = 0",
    r"v^\top A^{12} w = w^\top (A^\top)^{12} v",
]
FALSE = [
    r"\sigma'(x) = \sigma(x) (1 + \sigma(x))",
    r"\frac{\partial s_i}{\partial y_j} = s_i (\delta_{ij} + s_j)",
    r"\nabla_y J = t - s",
    r"(A v)^\top w = v^\top A w",
    r"v^\top A w = w^\top A v",
    r"\lvert x \rvert = \operatorname{relu}(x) - \operatorname{relu}(-x)",
    r"\lvert x \rvert = x",
    r"\operatorname{clip}(x) = \operatorname{relu}(x + \beta) - \operatorname{relu}(x - \beta)",
    r"\operatorname{clip}'(x) = 1 \quad \text{for } \lvert x \rvert < 2 \beta",
    r"\max(a, b) = \frac{a + b - \lvert a - b \rvert}{2}",
    r"\max_i y_i < y_k",
    r"\eta (2 - \eta) > 0 \quad \text{for } \eta < 3",
    r"\sqrt{x^2} = x",
    r"\log (x^2) = 2 \log x",
    r"0 > s_i",
    r"x^2 > 0",
    r"\gamma > 0",
    r"\sqrt{\rho} > 0",
    r"\rho (1 - \rho) > 0",
    r"s_i \ne s_j",
    r"q = 1",
    r"\lvert S \rvert = 1",
    r"o_1 = 1",
    r"\frac{d}{dx} f(g(x)) = f'(x) g'(x)",
    r"f(x b) = f(x) f(b)",
    r"\det Q = 1",
    r"Q = Q^\top",
    r"\sigma'(x) = \frac{z}{(1 + z)^2} \quad \text{where } z = e^{-\lvert x \rvert} / 2",
    r"F(w + v) = F(w) + F(v)",
    r"\theta'(x) = 0 \quad \text{for } x = b",
    r"D_1 = \bar D",
    r"D_X = \bar D",
    r"\mathbb{E} D_X = D_X",
    r"\mathbb{E} Y^2 = (\mathbb{E} Y)^2",
    r"\sum_{k=0}^{T} r^k = \frac{1 - r^{T}}{1 - r}",
    r"T^2 \le T + 6",
    r"N \ge 0",
    r"\lvert x \rvert = \begin{cases} x = b & x \ge 0 \\ -x & x < 0 \end{cases}",
]


HARMLESS = (
    "the two sides are always equal",
    "this could not be evaluated at any point",
    # A proof speaks of the points where both sides have a value; the check also looks beside them.
    "a derivative is taken where it does not exist",
    "the left side has no value",
    "the right side has no value",
)


def statement(latex):
    (found,) = parse_block(latex, TABLE)
    return found


@pytest.mark.parametrize("latex", PROVED)
def test_proved(latex):
    assert prove_statement(statement(latex), TABLE, budget=20_000)


@pytest.mark.parametrize("latex", TRUE_BUT_BEYOND)
def test_beyond_the_prover(latex):
    assert not prove_statement(statement(latex), TABLE)


@pytest.mark.parametrize("latex", FALSE)
def test_not_proved(latex):
    assert not prove_statement(statement(latex), TABLE)


@pytest.mark.parametrize("latex", PROVED[::2])
def test_a_proved_mutant_passes_the_check(latex):
    """Single edits make most statements false; those that are proved must be true."""
    for mutant in list(mutants(latex))[::3]:
        try:
            found = parse_block(mutant.latex, TABLE)
        except MathError:
            continue
        for one in found:
            if one.claims[0].relations and prove_statement(one, TABLE):
                failure = check_statement(one, TABLE).failure
                assert failure is None or failure.message.startswith(HARMLESS), mutant.latex


EXTENTS = [
    (r"\sigma(-x) = 1 - \sigma(x)", ""),
    (r"\lVert \hat v \rVert = 1", "d = 2, 3"),
    (r"\mathbb{E} D_X = \bar D", "(n, d) = (2, 3), (3, 2)"),
    (r"\sum_{k=0}^{T} r^k = \frac{1 - r^{T + 1}}{1 - r}", "T = 1, …, 5"),
    (r"\operatorname{Var} Y = \mathbb{E} Y^2 - (\mathbb{E} Y)^2", "Y with 3 values"),
    (r"N^2 - 1 = (N - 1) (N + 1)", "N = -2, …, 2"),
    (r"q^2 = 1", ""),
    (r"w_1 r = r w_1 \quad \text{for } r = 2", ""),
]


@pytest.mark.parametrize(("latex", "words"), EXTENTS)
def test_a_proof_names_what_it_leaves_special(latex, words):
    assert str(prove_statement(statement(latex), TABLE)) == words


def test_extents_of_several_proofs():
    first, second = (prove_statement(statement(latex), TABLE) for latex, _ in EXTENTS[1:4:2])
    assert str(together([first, second])) == "d = 2, 3 and T = 1, …, 5"
    assert str(together([])) == ""


def test_a_small_budget_proves_nothing():
    one = statement(r"\frac{\partial J}{\partial y_m} = s_m - t_m")
    assert not prove_statement(one, TABLE, budget=50)


def test_all_dimensions_count(monkeypatch):
    sizes = [SampledWorld(TABLE, seed).size("K", TABLE["K"].type) for seed in instances.SIZES]
    assert len(set(sizes)) == 2
    some = statement(f"K = {sizes[0]}")
    assert not prove_statement(some, TABLE)
    monkeypatch.setattr(instances, "SIZES", instances.SIZES[:1])
    assert prove_statement(some, TABLE)


def test_functions_of_exact_numbers_are_rounded_again_afterwards():
    from mathcheck.proof.symbolic import Sym
    from mathcheck.values.scalars import FUNCTIONS

    prove_statement(statement(r"\log 6 = \log 2 + \log 3"), TABLE)
    assert not isinstance(FUNCTIONS["log"](6), Sym)
