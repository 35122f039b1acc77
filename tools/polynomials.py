"""Print the polynomials of src/slopes/_mills.py: interpolation at Chebyshev nodes, in Arb.

    python tools/polynomials.py

With the Mills ratio M(a) = Φ(-a)/φ(a) of the normal distribution and its fixed point r = M(r),
the functions are (1 + a) M(a) φ(0) and (M(a) - a)/(r - a) φ(0) for 0 <= a <= 40: both vary by a
factor of 3 only. In t = (a - W)/(a + W) a polynomial of degree 22 is within 2^-56 of them.
"""

from __future__ import annotations

from flint import arb, ctx

W, END, TERMS = 5, 40, 23

ctx.prec = 500


def mills(a):
    return (arb.pi() / 2).sqrt() * (a * a / 2).exp() * (a / arb(2).sqrt()).erfc()


def fixed_point():
    """Return the point where M(a) = a, by bisection."""
    low, high = arb(0), arb(1)
    for _ in range(450):
        middle = ((low + high) / 2).mid()
        low, high = (middle, high) if mills(middle) > middle else (low, middle)
    return low


R = fixed_point()
DENSITY = 1 / (2 * arb.pi()).sqrt()
FUNCTIONS = {
    "TAIL": lambda a: (1 + a) * mills(a) * DENSITY,
    "SLOPE": lambda a: (mills(a) - a) / (R - a) * DENSITY,
}


def place(t):
    return W * (1 + t) / (1 - t)


def interpolate(f):
    """Return the coefficients in powers of t, lowest first, of Newton's interpolation."""
    end = arb(END - W) / (END + W)
    angles = ((2 * k + 1) * arb.pi() / (2 * TERMS) for k in range(TERMS))
    nodes = [(((end + 1) * angle.cos() + end - 1) / 2).mid() for angle in angles]
    c = [f(place(t)) for t in nodes]
    for j in range(1, TERMS):
        for i in range(TERMS - 1, j - 1, -1):
            c[i] = (c[i] - c[i - 1]) / (nodes[i] - nodes[i - j])
    powers = c[-1:]
    for node, value in zip(reversed(nodes[:-1]), reversed(c[:-1]), strict=True):
        powers = [arb(0), *powers]
        for k in range(len(powers) - 1):
            powers[k] -= node * powers[k + 1]
        powers[0] += value
    return powers


def error(f, powers):
    """Return the largest relative error of the polynomial on a grid."""
    worst = 0.0
    for k in range(2000):
        a = arb(END * (k + 1)) / 2000
        t, y = (a - W) / (a + W), arb(0)
        for power in reversed(powers):
            y = y * t + power
        worst = max(worst, abs(float(y / f(a) - 1)))
    return worst


def main():
    print(f"fixed point {float(R)!r} + {float(R - arb(float(R)))!r}")
    for name, f in FUNCTIONS.items():
        powers = interpolate(f)
        print(f"# relative error {error(f, powers):.1e}\n{name} = (")
        for power in reversed(powers):
            print(f"    {float(power)!r},")
        print(")")


if __name__ == "__main__":
    main()
