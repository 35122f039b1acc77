"""Whether a statement holds for all values: normal forms with exact coefficients."""
