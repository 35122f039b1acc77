"""Whether a statement holds: at points, in the limit, and in comparison with code."""
