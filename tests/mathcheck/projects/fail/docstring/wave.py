from math import sin


def wave(x):
    r"""Return the sine of a number.

    Its derivative is that of a sine:

    .. math::

        \frac{d}{dt} \sin t
        = -\cos t

    Parameters
    ----------
    x : float
        Any number.
    """
    return sin(x)
