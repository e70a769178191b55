"""NumPy's names over tensors."""
