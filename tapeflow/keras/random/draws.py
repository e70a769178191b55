"""Random numbers. A whole number as the seed gives the same numbers every time.

A `SeedGenerator` gives other ones at every call; None stands for one that all share, which
`tf.keras.utils.set_random_seed` starts again.
"""

from __future__ import annotations

from typing import Any

from tapeflow.engine import Tensor, as_dtype, convert_to_tensor, problem
from tapeflow.keras import backend
from tapeflow.keras.layers.seeds import SeedGenerator, global_seed_generator
from tapeflow.ops.array.create import zeros_like
from tapeflow.ops.array.gather import gather
from tapeflow.ops.array.shape import broadcast_to
from tapeflow.ops.math.cast import cast
from tapeflow.ops.math.order import argsort
from tapeflow.ops.nn.dropout import seeded_dropout
from tapeflow.ops.random.categorical import stateless_categorical
from tapeflow.ops.random.counts import stateless_binomial, stateless_gamma
from tapeflow.ops.random.stateless import (
    stateless_normal,
    stateless_truncated_normal,
    stateless_uniform,
)

_LARGEST = 2**31 - 2


def normal(
    shape: Any, mean: Any = 0.0, stddev: Any = 1.0, dtype: Any = None, seed: Any = None
) -> Tensor:
    """Numbers of a normal distribution.

    Args:
      shape: of the result.
      mean: the distribution's mean.
      stddev: its standard deviation.
      dtype: a floating one; `floatx` by default.
      seed: see this file.

    >>> import tapeflow as tf
    >>> a, b = (tf.keras.random.normal([2], seed=1) for _ in range(2))
    >>> bool(tf.reduce_all(a == b))
    True
    """
    dtype = dtype or backend.floatx()
    return stateless_normal(shape, _pair(seed), mean, stddev, dtype)


def truncated_normal(
    shape: Any, mean: Any = 0.0, stddev: Any = 1.0, dtype: Any = None, seed: Any = None
) -> Tensor:
    """Numbers of a normal distribution, those beyond two deviations drawn anew; see `normal`."""
    dtype = dtype or backend.floatx()
    return stateless_truncated_normal(shape, _pair(seed), mean, stddev, dtype)


def uniform(
    shape: Any, minval: Any = 0.0, maxval: Any = 1.0, dtype: Any = None, seed: Any = None
) -> Tensor:
    """Numbers that are equally likely between two bounds.

    Args:
      shape: of the result.
      minval: the lower bound, which may come out.
      maxval: the upper bound, which does not.
      dtype: a floating one; `floatx` by default.
      seed: see this file.

    Raises:
      ValueError: a dtype that is not floating.
    """
    dtype = as_dtype(dtype or backend.floatx())
    if not dtype.is_floating:
        raise ValueError(
            problem(
                "keras.random.uniform requires a floating point `dtype`.",
                given=f"dtype={dtype.name}",
                fix="keras.random.randint for whole numbers",
            )
        )
    return stateless_uniform(shape, _pair(seed), cast(minval, dtype), cast(maxval, dtype), dtype)


def randint(shape: Any, minval: Any, maxval: Any, dtype: Any = "int32", seed: Any = None) -> Tensor:
    """Whole numbers that are equally likely.

    Args:
      shape: of the result.
      minval: the least.
      maxval: one more than the largest.
      dtype: of whole numbers.
      seed: see this file.

    Raises:
      ValueError: a floating dtype.
    """
    dtype = as_dtype(dtype)
    if not dtype.is_integer:
        raise ValueError(
            problem(
                "keras.random.randint requires an integer `dtype`.",
                given=f"dtype={dtype.name}",
                fix="keras.random.uniform for floats",
            )
        )
    drawn = dtype if dtype.name in ("int32", "int64") else as_dtype("int64")
    low, high = cast(minval, drawn), cast(maxval, drawn)
    return cast(stateless_uniform(shape, _pair(seed), low, high, drawn), dtype)


def categorical(logits: Any, num_samples: int, dtype: Any = "int32", seed: Any = None) -> Tensor:
    """Class numbers, drawn by their probabilities.

    Args:
      logits: logarithms of probabilities, unnormalized, `[batch, classes]`.
      num_samples: how many are drawn for each.
      dtype: of the result `[batch, num_samples]`.
      seed: see this file.

    Raises:
      ValueError: logits of another rank.
    """
    logits = convert_to_tensor(logits)
    if logits._spec.ndim != 2:
        raise ValueError(
            f"`logits` should be a tensor with 2 dimensions. Received: logits.shape={logits.shape}"
        )
    return cast(stateless_categorical(logits, num_samples, _pair(seed)), dtype)


def gamma(shape: Any, alpha: Any, dtype: Any = None, seed: Any = None) -> Tensor:
    """Numbers of a gamma distribution of scale 1; `alpha` is its shape parameter."""
    dtype = dtype or backend.floatx()
    return stateless_gamma(shape, _pair(seed), cast(alpha, dtype), dtype=dtype)


def binomial(
    shape: Any, counts: Any, probabilities: Any, dtype: Any = None, seed: Any = None
) -> Tensor:
    """How many of `counts` trials succeed, each with a probability."""
    dtype = dtype or backend.floatx()
    return stateless_binomial(shape, _pair(seed), counts, probabilities, dtype)


def beta(shape: Any, alpha: Any, beta: Any, dtype: Any = None, seed: Any = None) -> Tensor:
    """Numbers of a beta distribution, of two positive parameters."""
    dtype = dtype or backend.floatx()
    first = _pair(seed)
    second = [number + 12 for number in first]
    a = stateless_gamma(shape, first, broadcast_to(cast(alpha, dtype), shape), dtype=dtype)
    b = stateless_gamma(shape, second, broadcast_to(cast(beta, dtype), shape), dtype=dtype)
    return a / (a + b)


def dropout(inputs: Any, rate: float, noise_shape: Any = None, seed: Any = None) -> Tensor:
    """`inputs` with a share of elements set to 0, and the others divided by the rest.

    Args:
      inputs: floats of any shape.
      rate: the share, in `[0, 1]`.
      noise_shape: of the mask, which broadcasts; None in it stands for the inputs' size.
      seed: see this file.
    """
    inputs = convert_to_tensor(inputs)
    if rate == 1:
        return zeros_like(inputs)
    if rate == 0:
        return inputs
    if noise_shape is not None:
        sizes = zip(noise_shape, inputs._spec.shape, strict=True)
        noise_shape = tuple(full if size is None else size for size, full in sizes)
    return seeded_dropout(inputs, rate, *_pair(seed), noise_shape)


def shuffle(x: Any, axis: int = 0, seed: Any = None) -> Tensor:
    """`x` with the slices of an axis in random order."""
    x = convert_to_tensor(x)
    order = argsort(stateless_uniform([x._spec.shape[axis]], _pair(seed)))
    return gather(x, order, axis=axis)


def _pair(seed: Any) -> list[Any]:
    """Two 32-bit numbers, as Keras makes them of a seed.

    Raises:
      ValueError: a seed that is neither a whole number nor a `SeedGenerator`.
    """
    if isinstance(seed, SeedGenerator):
        pair = seed.next_pair()
    elif seed is None:
        pair = global_seed_generator().next_pair(ordered=False)
    elif isinstance(seed, int) and not isinstance(seed, bool):
        pair = (seed, 0)
    else:
        raise ValueError(
            "Argument `seed` must be either an integer or an instance of `SeedGenerator`. "
            f"Received: seed={seed} (of type {type(seed)})"
        )
    return [number % _LARGEST for number in pair]
