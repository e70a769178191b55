"""Counting: nonzero elements, occurrences, hits of a classifier."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tapeflow.engine import Tensor, as_dtype, convert_to_tensor, invalid, op
from tapeflow.engine.dtypes import int32, int64


def count_nonzero(
    input: Any,
    axis: Any = None,
    keepdims: bool | None = None,
    dtype: Any = int64,
    name: str | None = None,
) -> Tensor:
    """How many elements are not 0 (or are true) along axes.

    Args:
      input: a tensor of numbers or booleans.
      axis: an axis or a list of them; all by default.
      keepdims: whether the axes stay, with size 1.
      dtype: of the result.
      name: accepted for compatibility, not used.

    >>> import tapeflow as tf
    >>> tf.math.count_nonzero([[0, 1], [2, 3]], axis=0).numpy()
    array([1, 2])
    """
    return _count_nonzero(input, axis, bool(keepdims), as_dtype(dtype))


@op("math.count_nonzero", differentiable=False)
def _count_nonzero(input: jax.Array, axis=None, keepdims=False, dtype=None) -> jax.Array:
    return jnp.sum(input != 0, axis, dtype=dtype.np, keepdims=keepdims)


@op("math.zero_fraction", differentiable=False)
def zero_fraction(value: jax.Array) -> jax.Array:
    """The share of elements that are 0, float32; NaN for an empty tensor.

    >>> import tapeflow as tf
    >>> tf.math.zero_fraction([0, 0, 1, 2]).numpy()
    np.float32(0.5)
    """
    zeros = jnp.sum(value == 0, dtype=jnp.int32)
    return zeros.astype(jnp.float32) / jnp.float32(value.size)


def bincount(
    arr: Any,
    weights: Any = None,
    minlength: Any = None,
    maxlength: Any = None,
    dtype: Any = int32,
    name: str | None = None,
    axis: int | None = None,
    binary_output: bool = False,
) -> Tensor:
    """How often each number occurs: entry i counts i.

    The greatest number decides the result's size, so `arr` is computed and read at once, unless
    `minlength` and `maxlength` are equal.

    Args:
      arr: integers, none negative.
      weights: what each element counts, shaped like `arr`; 1 by default.
      minlength: the least size of the result.
      maxlength: the greatest size; larger numbers are not counted.
      dtype: of the result, where there are no weights.
      name: accepted for compatibility, not used.
      axis: None or 0 counts over everything, -1 for each row of a matrix.
      binary_output: whether 1 is given for everything that occurs at all.

    Raises:
      InvalidArgumentError: a number is negative.
      ValueError: `axis` is something else, or `binary_output` comes with weights.

    >>> import tapeflow as tf
    >>> tf.math.bincount([1, 1, 3]).numpy()
    array([0, 2, 0, 1], dtype=int32)
    """
    if axis not in (None, 0, -1):
        raise ValueError(
            f"Unsupported value for argument axis={axis}. Only 0 and -1 are currently supported."
        )
    if binary_output and weights is not None:
        raise ValueError(
            "Arguments `binary_output` and `weights` are mutually exclusive. Please "
            "specify only one."
        )
    arr = convert_to_tensor(arr)
    least = 0 if minlength is None else int(minlength)
    if maxlength is not None and int(maxlength) == least:
        size = least
    else:
        known = np.asarray(arr.numpy())
        if (known < 0).any():
            raise invalid("Input arr must be non-negative!", given=known)
        size = max(least, int(known.max()) + 1 if known.size else 0)
        size = size if maxlength is None else min(size, int(maxlength))
    per_row = axis == -1 and arr.ndim > 1
    return _bincount(arr, weights, size, per_row, bool(binary_output), as_dtype(dtype))


@op("math.bincount", free=("arr", "weights"))
def _bincount(
    arr: jax.Array, weights: jax.Array | None, size=0, per_row=False, binary=False, dtype=None
) -> jax.Array:
    counted = jnp.ones(arr.shape, dtype.np) if weights is None else weights
    if counted.shape != arr.shape:
        raise invalid(
            "tf.math.bincount: weights must have arr's shape", given=f"{arr.shape}, {counted.shape}"
        )

    def count(numbers: jax.Array, each: jax.Array) -> jax.Array:
        numbers = jnp.where(numbers < 0, size, numbers.astype(jnp.int32))
        found = jnp.zeros((size,), each.dtype)
        return (
            found.at[numbers].max(each, mode="drop")
            if binary
            else found.at[numbers].add(each, mode="drop")
        )

    return jax.vmap(count)(arr, counted) if per_row else count(arr.ravel(), counted.ravel())


def confusion_matrix(
    labels: Any,
    predictions: Any,
    num_classes: Any = None,
    weights: Any = None,
    dtype: Any = int32,
    name: str | None = None,
) -> Tensor:
    """How often each class was taken for each: rows are labels, columns predictions.

    Args:
      labels: integers of shape `[n]`, or `[n, 1]`.
      predictions: the same.
      num_classes: the size of the matrix; one more than the greatest number by default, which is
        then read at once.
      weights: what each example counts; 1 by default.
      dtype: of the result.
      name: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: the shapes do not fit, or a number known on the host is negative or
        not below `num_classes`.

    >>> import tapeflow as tf
    >>> tf.math.confusion_matrix([0, 1, 1], [0, 0, 1]).numpy()
    array([[1, 0],
           [1, 1]], dtype=int32)
    """
    labels, predictions = _squeezed(convert_to_tensor(labels), convert_to_tensor(predictions))
    if labels.shape != predictions.shape:
        raise invalid(
            "tf.math.confusion_matrix: labels and predictions must have one shape",
            given=f"{labels.shape} and {predictions.shape}",
        )
    if num_classes is None:
        both = [np.asarray(tensor.numpy()) for tensor in (labels, predictions)]
        num_classes = int(max((array.max() for array in both if array.size), default=-1)) + 1
    num_classes = int(num_classes)
    for what, tensor in (("labels", labels), ("predictions", predictions)):
        _in_range(what, tensor, num_classes)
    return _confusion_matrix(labels, predictions, weights, num_classes, as_dtype(dtype))


def _squeezed(labels: Tensor, predictions: Tensor) -> tuple[Tensor, Tensor]:
    if labels.ndim == 2 and labels.shape[-1] == 1:
        labels = _flat(labels)
    if predictions.ndim == 2 and predictions.shape[-1] == 1:
        predictions = _flat(predictions)
    return labels, predictions


@op("squeeze")
def _flat(x: jax.Array) -> jax.Array:
    return x.reshape(x.shape[:1])


def _in_range(what: str, tensor: Tensor, size: int) -> None:
    value = tensor._value
    if isinstance(value, np.ndarray) and value.size and (value.min() < 0 or value.max() >= size):
        raise invalid(
            f"tf.math.confusion_matrix: `{what}` out of bound",
            given=f"numbers from {value.min()} to {value.max()}",
            expected=f"from 0 to {size - 1}",
        )


@op("math.confusion_matrix", free=("labels", "predictions", "weights"), differentiable=False)
def _confusion_matrix(
    labels: jax.Array, predictions: jax.Array, weights: jax.Array | None, size=0, dtype=None
) -> jax.Array:
    each = jnp.ones(labels.shape, dtype.np) if weights is None else weights.astype(dtype.np)
    rows, columns = labels.astype(jnp.int32), predictions.astype(jnp.int32)
    return jnp.zeros((size, size), dtype.np).at[rows, columns].add(each, mode="drop")


def histogram_fixed_width_bins(
    values: Any, value_range: Any, nbins: Any = 100, dtype: Any = int32, name: str | None = None
) -> Tensor:
    """The number of the bin each value falls in, of `nbins` equal ones over `value_range`.

    Args:
      values: a tensor of real numbers.
      value_range: two numbers, the first the smaller; what lies outside goes to the end bins.
      nbins: how many bins.
      dtype: of the result.
      name: accepted for compatibility, not used.

    >>> import tapeflow as tf
    >>> tf.histogram_fixed_width_bins([-1.0, 0.0, 2.5, 9.0], [0.0, 5.0], nbins=5).numpy()
    array([0, 0, 2, 4], dtype=int32)
    """
    return _bins(values, value_range, int(nbins), as_dtype(dtype))


@op("histogram_fixed_width_bins", differentiable=False)
def _bins(values: jax.Array, value_range: jax.Array, nbins=100, dtype=None) -> jax.Array:
    wide = jnp.float64
    low, high = value_range[0].astype(wide), value_range[1].astype(wide)
    scaled = (values.astype(wide) - low) / (high - low)
    return jnp.clip(jnp.floor(scaled * nbins), 0, nbins - 1).astype(dtype.np)


def histogram_fixed_width(
    values: Any, value_range: Any, nbins: Any = 100, dtype: Any = int32, name: str | None = None
) -> Tensor:
    """How many values fall in each of `nbins` equal bins over `value_range`.

    Args:
      values: a tensor of real numbers.
      value_range: two numbers, the first the smaller; what lies outside goes to the end bins.
      nbins: how many bins.
      dtype: of the result.
      name: accepted for compatibility, not used.

    >>> import tapeflow as tf
    >>> tf.histogram_fixed_width([-1.0, 0.0, 2.5, 9.0], [0.0, 5.0], nbins=5).numpy()
    array([2, 0, 1, 0, 1], dtype=int32)
    """
    bins = histogram_fixed_width_bins(values, value_range, nbins)
    return bincount(bins, minlength=nbins, maxlength=nbins, dtype=dtype)
