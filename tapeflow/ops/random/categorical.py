"""`tf.random.categorical`: class ids drawn with probability `softmax(logits)`."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np

from tapeflow.engine import Tensor, as_dtype, convert_to_tensor, invalid, op
from tapeflow.engine.dtypes import int64
from tapeflow.ops.random import distributions
from tapeflow.ops.random.stateful import RESERVED, draw_state
from tapeflow.ops.random.stateless import state_of_seed


def categorical(logits, num_samples, dtype=None, seed=None, name=None) -> Tensor:
    """Class ids, drawn with probability `softmax(logits)`.

    Args:
      logits: float `[batch, num_classes]`, unnormalized log probabilities.
      num_samples: how many ids per row.
      dtype: `int32` or `int64`, the default.
      seed: an op seed; see `tf.random.set_seed`.
      name: accepted for compatibility, not used.

    Returns:
      `[batch, num_samples]`, values in `[0, num_classes)`.

    Raises:
      InvalidArgumentError: `logits` is not a matrix.

    >>> import tapeflow as tf
    >>> tf.random.set_seed(3)
    >>> print(tf.random.categorical([[0.0, 1.0, 2.0], [2.0, 1.0, 0.0]], 5).numpy())
    [[0 2 0 0 1]
     [1 0 0 0 0]]
    """
    logits = _matrix(logits)
    count = int(num_samples)
    dtype = int64 if dtype is None else as_dtype(dtype)
    words = logits._spec.shape[0] * (-(-count // 4) * 4) * 2
    return _sample(
        draw_state("categorical", seed, (logits.dtype, dtype), RESERVED * words),
        logits,
        count,
        dtype,
    )


def stateless_categorical(logits, num_samples, seed, dtype=int64, name=None) -> Tensor:
    """Class ids, drawn with probability `softmax(logits)`, made from `seed` alone.

    Args:
      logits: float `[batch, num_classes]`, unnormalized log probabilities.
      num_samples: how many ids per row.
      seed: two integers, int32 or int64 `[2]`.
      dtype: `int32` or `int64`.
      name: accepted for compatibility, not used.
    """
    return _sample(state_of_seed(seed), _matrix(logits), int(num_samples), as_dtype(dtype))


def _matrix(logits) -> Tensor:
    logits = convert_to_tensor(logits)
    if logits.ndim != 2:
        raise invalid(
            f"tf.random.categorical: logits should be a matrix, got shape {list(logits.shape)}",
            expected="[batch, num_classes]",
        )
    return logits


@op("random.categorical", free=("state",), differentiable=False)
def _sample(state: jax.Array, logits: jax.Array, count, dtype) -> jax.Array:
    """Searches the cumulative weights, in float64, for uniform numbers times their total."""
    batch, _ = logits.shape
    finite = jnp.isfinite(logits)
    wide = logits.astype(jnp.float64)
    highest = jnp.max(jnp.where(finite, wide, -np.inf), axis=1, keepdims=True)
    weights = jnp.where(finite, jnp.exp(wide - highest), 0.0)
    cumulative = jnp.cumsum(weights, axis=1)
    uniform = distributions.doubles(state, batch * count).reshape(batch, count)
    targets = uniform * cumulative[:, -1:]
    find = jax.vmap(lambda row, target: jnp.searchsorted(row, target, side="right"))
    return find(cumulative, targets).astype(dtype.np)
