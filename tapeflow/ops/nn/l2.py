"""`tf.nn.l2_loss` and `tf.nn.l2_normalize`."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from tapeflow.engine import op


@op("nn.l2_loss")
def l2_loss(t: jax.Array) -> jax.Array:
    """`sum(t ** 2) / 2`, a scalar.

    Args:
      t: floating tensor of any shape.

    >>> import tapeflow as tf
    >>> tf.nn.l2_loss([1.0, 2.0]).numpy()
    np.float32(2.5)
    """
    return jnp.sum(jnp.square(t)) / 2


@op("nn.l2_normalize")
def l2_normalize(x: jax.Array, axis=None, epsilon=1e-12) -> jax.Array:
    """`x / sqrt(max(sum(x ** 2), epsilon))`, summed over `axis`.

    Args:
      x: floating or complex tensor.
      axis: the axes of one vector, or None for all.
      epsilon: the least squared norm.

    >>> import tapeflow as tf
    >>> tf.nn.l2_normalize([3.0, 4.0]).numpy().round(4).tolist()
    [0.6000000238418579, 0.800000011920929]
    """
    if jnp.issubdtype(x.dtype, jnp.complexfloating):
        squares = jnp.square(x.real) + jnp.square(x.imag)
        total = jnp.sum(squares, axis, keepdims=True)
        return x * jax.lax.rsqrt(jnp.maximum(total, epsilon)).astype(x.dtype)
    total = jnp.sum(jnp.square(x), axis, keepdims=True)
    return x * jax.lax.rsqrt(jnp.maximum(total, jnp.asarray(epsilon, x.dtype)))


__all__ = ["l2_loss", "l2_normalize"]
