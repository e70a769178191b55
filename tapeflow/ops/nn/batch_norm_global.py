"""`tf.nn.batch_norm_with_global_normalization`, an old form of batch normalization."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import Tensor
from tapeflow.ops.nn.batch_norm import batch_normalization


def batch_norm_with_global_normalization(
    input: Any,
    mean: Any,
    variance: Any,
    beta: Any,
    gamma: Any,
    variance_epsilon: float,
    scale_after_normalization: bool,
    name: str | None = None,
) -> Tensor:
    """`tf.nn.batch_normalization`, scaled by `gamma` if `scale_after_normalization`.

    Args:
      input: `[batch, height, width, channels]`.
      mean: `[channels]`, like the following.
      variance: see `mean`.
      beta: what is added.
      gamma: what is multiplied by.
      variance_epsilon: added to the variance.
      scale_after_normalization: whether `gamma` is used.
      name: accepted for compatibility, not used.
    """
    scale = gamma if scale_after_normalization else None
    return batch_normalization(input, mean, variance, beta, scale, variance_epsilon)
