"""Check the LaTeX that a reader sees: every equation is parsed, evaluated and compared."""
