"""From LaTeX to trees: tokens, declarations, expressions, statements, and which names are free."""
