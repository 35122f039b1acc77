"""Where a statement is evaluated: worlds of sampled values, and how many of them."""
