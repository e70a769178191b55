"""`square_matrices`: what ops on square matrices refuse."""

from __future__ import annotations

import jax

from tapeflow.engine import invalid


def square_matrices(name: str, array: jax.Array) -> None:
    """Raises an InvalidArgumentError unless an operand is `[..., n, n]`."""
    if array.ndim < 2:
        raise invalid(
            f"Input tensor must have rank >= 2, got {array.ndim}", given=f"{name} of {array.shape}"
        )
    if array.shape[-1] != array.shape[-2]:
        raise invalid("Input matrix must be square", given=f"{name} of {array.shape}")


__all__ = ["square_matrices"]
