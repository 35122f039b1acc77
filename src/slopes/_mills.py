"""The tail of the normal distribution, and the slope of x times it, with all their digits.

Φ(-a) is e^(-a²/2) times a slowly varying factor, the Mills ratio M(a) over √(2π). The polynomials
below, printed by tools/polynomials.py, hold two such factors for 0 <= a <= 40, in powers of
t = (a - 5)/(a + 5), highest first: TAIL is (1 + a) M(a) φ(0), and SLOPE is
(M(a) - a)/(R - a) φ(0) with R = M(R), the zero of the slope.
"""

from __future__ import annotations

from slopes._arrays import Array
from slopes._compensated import decay, normal_exponent

R, R_LO = 0.7517915246935645, -1.4956759177009883e-17
TAIL = (
    7.519514242694345e-10,
    3.977719908272422e-09,
    3.5180215224753573e-10,
    -3.193142087507991e-08,
    -2.186097318751282e-08,
    1.9880186832899552e-07,
    1.2455844413329595e-07,
    -1.309925137980042e-06,
    -6.883972175738501e-08,
    9.061184935388098e-06,
    -9.896519380427111e-06,
    -5.3608037514625635e-05,
    0.0001823342156756057,
    7.791692131159477e-06,
    -0.0016760723509154356,
    0.00652200065602172,
    -0.015170415402300888,
    0.024536963244480906,
    -0.026401042966303377,
    0.010002352385204274,
    0.03103036842596338,
    -0.0915522818340088,
    0.46151582985003775,
)
SLOPE = (
    -2.727838084693572e-11,
    -4.899827850575025e-12,
    4.0222964501482213e-10,
    2.6702413158181244e-10,
    -3.118860931309795e-09,
    -2.44700864097988e-09,
    2.2089110000934528e-08,
    1.2473744509404217e-08,
    -1.6895607192922674e-07,
    2.1397580196041626e-08,
    1.3602380839434616e-06,
    -1.9927329667925348e-06,
    -9.201187705041635e-06,
    4.064697183924585e-05,
    -1.5195770122775173e-05,
    -0.0004405306218493945,
    0.002302183723119062,
    -0.007334310929260492,
    0.017807831556908023,
    -0.0355351214691459,
    0.06048781355387044,
    -0.08979658026980383,
    0.45143549526340543,
)


def tail(a: Array) -> Array:
    """Return a Φ(-a) for 0 <= a <= 40."""
    h, low = normal_exponent(a)
    y = _polynomial(TAIL, a, low)
    y *= a
    y /= 1.0 + a
    return decay(y, h)


def slope(a: Array) -> Array:
    """Return Φ(-a) - a φ(a), the derivative of a Φ(-a), for 0 <= a <= 40."""
    h, low = normal_exponent(a)
    y = _polynomial(SLOPE, a, low)
    y *= (R - a) + R_LO
    return decay(y, h)


def _polynomial(coefficients: tuple[float, ...], a: Array, low: Array) -> Array:
    """Return the polynomial times 1 + low."""
    t = a - 5.0
    t /= a + 5.0
    y = coefficients[0] * t
    for c in coefficients[1:-1]:
        y += c
        y *= t
    last = coefficients[-1]  # the largest: what is small is added first
    low *= y + last
    y += low
    y += last
    return y
