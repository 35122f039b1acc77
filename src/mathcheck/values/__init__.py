"""From trees to values: exact, multi-precision and dual numbers, tensors, the evaluator."""
