"""`tf.debugging.check_numerics` and `assert_all_finite`: no NaN and no infinity."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from tapeflow.engine import Tensor, convert_to_tensor, invalid, op
from tapeflow.ops.host.when_known import when_known
from tapeflow.ops.math import not_equal, reduce_any


def check_numerics(tensor, message, name=None) -> Tensor:
    """`tensor`, if it has no NaN and no infinity. Looking at the values runs what is recorded.

    Args:
      tensor: a float tensor.
      message: put before the error's text.
      name: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: a NaN or an infinity, or not a float tensor.

    >>> import tapeflow as tf
    >>> print(tf.debugging.check_numerics(tf.constant([1.0, 2.0]), "loss"))
    tf.Tensor([1. 2.], shape=(2,), dtype=float32)
    """
    tensor = convert_to_tensor(tensor)
    if not tensor.dtype.is_floating:
        raise invalid(
            "tf.debugging.check_numerics: only floats have NaN", tensor.dtype.name, "a float dtype"
        )
    counts, shape, size = _counts(tensor), tensor.shape, tensor._spec.size

    def check(values: list) -> None:
        infinite, undefined = values[0].numpy().tolist()
        kinds = "Inf and NaN" if infinite and undefined else "Inf" if infinite else "NaN"
        raise invalid(
            f"{message} : Tensor had {kinds} values",
            given=f"shape {shape}, {infinite + undefined} of {size} values not finite",
        )

    when_known(check, [counts], reduce_any(not_equal(counts, 0)), every=False)
    return _identity(tensor)


@op("debugging.check_numerics", differentiable=False)
def _counts(tensor: jax.Array) -> jax.Array:
    """How many infinities and NaNs there are."""
    return jnp.stack([jnp.sum(jnp.isinf(tensor)), jnp.sum(jnp.isnan(tensor))]).astype(jnp.int32)


def assert_all_finite(x, message, name=None) -> Tensor:
    """`x`, if it has no NaN and no infinity; see `check_numerics`.

    Args:
      x: a float tensor.
      message: put before the error's text.
      name: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: a NaN or an infinity.
    """
    return check_numerics(x, message)


@op("debugging.check_numerics")
def _identity(tensor: jax.Array) -> jax.Array:
    return tensor
