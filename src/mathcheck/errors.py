"""What can go wrong, and where: every error carries the span of LaTeX that it is about."""

from __future__ import annotations

Span = tuple[int, int]
"""Start and end of a piece of LaTeX, as offsets into the block's source."""

NOWHERE: Span = (0, 0)


class MathError(Exception):
    """Something in the LaTeX that the reader must not see uncorrected.

    Parameters
    ----------
    message : str
        What came, what was wanted, what to do.
    span : tuple of two int
        The offsets of the piece of LaTeX that the message is about.
    """

    def __init__(self, message: str, span: Span = NOWHERE) -> None:
        super().__init__(message)
        self.message = message
        self.span = span


class SyntaxProblem(MathError):
    """The LaTeX is not well-formed, or uses a construct that the grammar does not have."""


class Undeclared(MathError):
    """A symbol that no `{symbols}` directive declares."""


class ShapeProblem(MathError):
    """The operation has no meaning for values of these shapes or types."""


class Undefined(MathError):
    """The expression has no value at this point: a pole, a logarithm of a negative number."""


class Outside(Undefined):
    """An index lies beyond its range, which no limit excuses."""


class Endless(Undefined):
    """A series does not settle: it may diverge, as a hypothesis can say."""


class Kink(Undefined):
    """A derivative was asked for where a piecewise function has a corner."""


class Gap(Undefined):
    """No line of a `cases` environment covers the point."""


class NotProvable(MathError):
    """The symbolic back end has no rule for this; never a reason to fail a page."""
