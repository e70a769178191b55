"""`floating`: refuses integers where TensorFlow does, instead of computing in some float type."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from tapeflow.engine import invalid


def floating(name: str, array: jax.Array) -> None:
    """Checks that an op's operand is floating.

    Args:
      name: the op's public name.
      array: the operand.

    Raises:
      InvalidArgumentError: it is not.
    """
    if not jnp.issubdtype(array.dtype, jnp.floating):
        raise invalid(
            f"Value for attr 'T' of {array.dtype} is not in the list of allowed values: half, "
            f"bfloat16, float, double",
            given=f"{name} of {array.dtype} {array.shape}",
            fix="tf.cast(x, tf.float32)",
        )


__all__ = ["floating"]
