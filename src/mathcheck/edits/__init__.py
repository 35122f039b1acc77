"""Formulas one edit away from another: to test the checker, and to suggest a repair."""
