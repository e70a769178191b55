"""`tf.nn.experimental`'s dropouts, whose uniform numbers are the caller's or a seed's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tapeflow.engine import Tensor, convert_to_tensor
from tapeflow.ops.array import where, zeros_like
from tapeflow.ops.random.stateless import stateless_uniform


def general_dropout(
    x: Any,
    rate: Any,
    uniform_sampler: Callable,
    noise_shape: Any = None,
    name: str | None = None,
) -> Tensor:
    """Sets elements to 0 where a uniform number is less than `rate`, and scales the others.

    Args:
      x: floating tensor.
      rate: a number in `[0, 1)`.
      uniform_sampler: called with `shape` and `dtype`.
      noise_shape: shape of what is drawn, which broadcasts to that of `x`.
      name: accepted for compatibility, not used.

    Raises:
      ValueError: `rate` is out of range, or `x` is not floating.
    """
    x = convert_to_tensor(x)
    if not x.dtype.is_floating:
        raise ValueError(f"x must be floating, got {x.dtype.name}")
    if isinstance(rate, (int, float)) and not 0 <= rate < 1:
        raise ValueError(f"rate must be a scalar tensor or a float in the range [0, 1), got {rate}")
    if isinstance(rate, (int, float)) and not rate:
        return x
    shape = x.shape.as_list()
    if noise_shape is not None:
        shape = [n if s is None else int(s) for n, s in zip(shape, noise_shape, strict=True)]
    rate = convert_to_tensor(rate, x.dtype)
    drawn = uniform_sampler(shape=shape, dtype=x.dtype)
    return where(drawn >= rate, x / (1 - rate), zeros_like(x))


def stateless_dropout(
    x: Any,
    rate: Any,
    seed: Any,
    rng_alg: Any = None,
    noise_shape: Any = None,
    name: str | None = None,
) -> Tensor:
    """`general_dropout` with the numbers of `tf.random.stateless_uniform`, TensorFlow's own.

    Args:
      x: floating tensor.
      rate: a number in `[0, 1)`.
      seed: two integers.
      rng_alg: see `tf.random.stateless_uniform`; "auto_select" by default.
      noise_shape: see `general_dropout`.
      name: accepted for compatibility, not used.

    >>> import tapeflow as tf
    >>> x = tf.ones([8])
    >>> y = tf.nn.experimental.stateless_dropout(x, 0.5, seed=[1, 2])
    >>> set(y.numpy().tolist()) <= {0.0, 2.0}
    True
    """

    def sampler(shape: Any, dtype: Any) -> Tensor:
        return stateless_uniform(shape, seed, dtype=dtype, alg=rng_alg or "auto_select")

    return general_dropout(x, rate, sampler, noise_shape)
