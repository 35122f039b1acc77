"""A page made wrong on purpose, to see that it is noticed."""
