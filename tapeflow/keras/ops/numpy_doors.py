"""Functions of NumPy's whose arguments or results are no plain tensors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tapeflow.engine import Tensor, as_dtype, check_callable, convert_to_tensor
from tapeflow.keras.ops.core import shape as shape_of
from tapeflow.ops.array.where import where as where_of
from tapeflow.ops.linalg.solve import slogdet as slogdet_of
from tapeflow.ops.math.cast import cast
from tapeflow.ops.numpy import binary, indexing, linear, order, shapes, windows
from tapeflow.ops.sparse import SparseTensor, from_dense


def bartlett(x: Any) -> Tensor:
    """Bartlett's window of `x` samples."""
    return windows.window("bartlett", int(x))


def blackman(x: Any) -> Tensor:
    """Blackman's window of `x` samples."""
    return windows.window("blackman", int(x))


def hamming(x: Any) -> Tensor:
    """Hamming's window of `x` samples."""
    return windows.window("hamming", int(x))


def hanning(x: Any) -> Tensor:
    """Hann's window of `x` samples."""
    return windows.window("hanning", int(x))


def kaiser(x: Any, beta: Any) -> Tensor:
    """Kaiser's window of `x` samples, the narrower the larger `beta` is."""
    return windows.window("kaiser", int(x), float(beta))


def split(x: Any, indices_or_sections: Any, axis: int = 0) -> list:
    """The parts of `x` along an axis.

    Args:
      x: an array of any shape.
      indices_or_sections: how many equal parts, or the places where they begin.
      axis: which axis.

    >>> import tapeflow as tf
    >>> [part.numpy().tolist() for part in tf.keras.ops.split(tf.constant([1, 2, 3]), [1])]
    [[1], [2, 3]]
    """
    return list(shapes.split(x, indices_or_sections, axis))


def array_split(x: Any, indices_or_sections: Any, axis: int = 0) -> list:
    """The same as `split`; parts need not be equal."""
    return list(shapes.array_split(x, indices_or_sections, axis))


def hsplit(x: Any, indices_or_sections: Any) -> list:
    """Parts along the second axis, or the only one; see `split`."""
    return split(x, indices_or_sections, 1 if len(shape_of(x)) > 1 else 0)


def vsplit(x: Any, indices_or_sections: Any) -> list:
    """Parts along the first axis; see `split`."""
    return split(x, indices_or_sections, 0)


def dsplit(x: Any, indices_or_sections: Any) -> list:
    """Parts along the third axis; see `split`."""
    return split(x, indices_or_sections, 2)


def unstack(x: Any, num: int | None = None, axis: int = 0) -> list:
    """The slices of an axis, one by one; `num` is how many there are."""
    return list(shapes.unstack(x, num, axis))


def meshgrid(*x: Any, indexing: str = "xy") -> list:
    """Coordinates of a grid's points, an array for each of the vectors `x`."""
    return list(shapes.meshgrid(list(x), indexing))


def einsum(subscripts: str, *operands: Any, **kwargs: Any) -> Tensor:
    """Einstein's sum of products.

    Args:
      subscripts: the axes of the operands and of the result, such as "ij,jk->ik".
      *operands: arrays.
      **kwargs: not used.

    >>> import tapeflow as tf
    >>> print(tf.keras.ops.einsum("i,i->", [1.0, 2.0], [3.0, 4.0]))
    tf.Tensor(11.0, shape=(), dtype=float32)
    """
    return linear.einsum_of(list(operands), subscripts)


def select(condlist: Sequence, choicelist: Sequence, default: Any = 0) -> Tensor:
    """Each element from the first choice whose condition holds there.

    Args:
      condlist: conditions, arrays that broadcast together.
      choicelist: a choice for each.
      default: where none holds.
    """
    return indexing.select_of(list(condlist), list(choicelist), default)


def where(condition: Any, x1: Any = None, x2: Any = None) -> Any:
    """`x1` where the condition is not 0, else `x2`; with the condition alone, `nonzero`.

    >>> import tapeflow as tf
    >>> tf.keras.ops.where([True, False], 1, 2.5).numpy()
    array([1. , 2.5], dtype=float32)
    """
    if (x1 is None) != (x2 is None):
        raise ValueError("`x1` and `x2` either both should be `None` or both should be given.")
    return nonzero(condition) if x1 is None else binary.where(condition, x1, x2)


def nonzero(x: Any) -> tuple:
    """Where `x` is not 0: the coordinates, an int32 vector for each axis."""
    places = where_of(binary.not_equal(x, 0))
    return tuple(cast(places[:, i], "int32") for i in range(len(shape_of(x))))


def get_item(x: Any, key: Any) -> Any:
    """`x[key]`."""
    return convert_to_tensor(x)[key] if isinstance(x, (list, tuple)) else x[key]


def bincount(x: Any, weights: Any = None, minlength: int = 0, sparse: bool = False) -> Any:
    """How often each whole number occurs along the last axis, from 0 to the largest.

    Args:
      x: whole numbers that are not negative, `[n]` or `[batch, n]`.
      weights: what each counts, of the shape of `x`.
      minlength: the least size of the result.
      sparse: whether a `SparseTensor` is given.
    """
    if isinstance(x, SparseTensor):
        raise NotImplementedError("keras.ops.bincount: x is sparse; give tf.sparse.to_dense(x)")
    values = convert_to_tensor(x)
    largest = int(np.max(values.numpy(), initial=-1))  # the result's shape is a value
    counts = indexing.bincount_of(values, weights, max(largest + 1, minlength))
    return from_dense(counts) if sparse else counts


def unique(
    x: Any,
    sorted: bool = True,
    return_index: bool = False,
    return_inverse: bool = False,
    return_counts: bool = False,
    axis: int | None = None,
    size: int | None = None,
    fill_value: Any = None,
) -> Any:
    """The different elements of `x`, or slices of an axis, the smallest first.

    Args:
      x: an array of any shape.
      sorted: accepted for compatibility; they are always sorted.
      return_index: whether the place of the first of each is given too.
      return_inverse: whether the number of each element of `x` is given too.
      return_counts: whether it is given how often each occurs.
      axis: None for all in a row.
      size: how many are given; more are cut off.
      fill_value: what fills up fewer; the smallest by default.
    """
    values = convert_to_tensor(x).numpy()
    found = np.unique(values, True, True, True, axis=axis)
    parts = list(found)
    if size is not None:
        parts = [_sized(parts[0], size, axis or 0, fill_value), _sized(parts[1], size, 0, 0),
                 parts[2], _sized(parts[3], size, 0, 0)]  # fmt: skip
    wanted = [True, return_index, return_inverse, return_counts]
    results = [
        convert_to_tensor(part if i == 0 else part.astype("int32"))
        for i, (part, use) in enumerate(zip(parts, wanted, strict=True))
        if use
    ]
    return results[0] if len(results) == 1 else tuple(results)


def _sized(values: np.ndarray, size: int, axis: int, fill_value: Any) -> np.ndarray:
    kept = np.take(values, range(min(size, values.shape[axis])), axis=axis)
    missing = size - kept.shape[axis]
    if not missing:
        return kept
    fill = values.min() if fill_value is None else fill_value
    widths = [(0, missing if place == axis else 0) for place in range(values.ndim)]
    return np.pad(kept, widths, constant_values=fill)


def histogram(x: Any, bins: Any = 10, range: Any = None) -> tuple:
    """How many elements lie in each of so many equal bins, int32, and the bins' bounds."""
    return tuple(order.histogram(x, bins, range))


def slogdet(x: Any) -> tuple:
    """The sign of the determinants of matrices `[..., n, n]`, and their absolute values' logs."""
    return tuple(slogdet_of(x))


def logdet(x: Any) -> Tensor:
    """The logarithm of the determinants of matrices `[..., n, n]`."""
    return slogdet_of(x)[1]


def view(x: Any, dtype: Any = None) -> Tensor:
    """The bytes of `x` as elements of another dtype."""
    values = convert_to_tensor(x)
    return convert_to_tensor(values.numpy().view(as_dtype(dtype or values.dtype).np))


def vectorize(pyfunc: Callable, *, excluded: Any = None, signature: str | None = None) -> Callable:
    """A function of scalars as one of arrays that broadcast, elementwise.

    Args:
      pyfunc: takes and gives scalars.
      excluded: only None.
      signature: only None.

    Raises:
      ValueError: `pyfunc` is not callable.
    """
    check_callable(pyfunc, "keras.ops.vectorize", "pyfunc", ValueError)
    if excluded is not None or signature is not None:
        raise NotImplementedError(
            "keras.ops.vectorize: excluded and signature are not there; use vectorized_map"
        )

    def vectorized(*arrays: Any) -> Tensor:
        given = np.broadcast_arrays(*[np.asarray(a) for a in arrays])
        results = [
            np.asarray(pyfunc(*items)) for items in zip(*[g.flat for g in given], strict=True)
        ]
        return convert_to_tensor(np.reshape(np.stack(results), given[0].shape))

    return vectorized


def segment_count(segment_ids: Any) -> int:
    """One more than the largest id."""
    return int(np.max(convert_to_tensor(segment_ids).numpy(), initial=-1)) + 1


def segment_sum(
    data: Any, segment_ids: Any, num_segments: int | None = None, sorted: bool = False
) -> Tensor:
    """The sum of the rows of each segment.

    Args:
      data: `[rows, ...]`.
      segment_ids: `[rows]`, which segment each belongs to.
      num_segments: how many there are; by default the ids tell.
      sorted: whether the ids ascend.
    """
    return indexing.segment_sum(data, segment_ids, _count(num_segments, segment_ids), sorted)


def segment_max(
    data: Any, segment_ids: Any, num_segments: int | None = None, sorted: bool = False
) -> Tensor:
    """The largest of the rows of each segment; arguments are those of `segment_sum`."""
    return indexing.segment_max(data, segment_ids, _count(num_segments, segment_ids), sorted)


def segment_min(
    data: Any, segment_ids: Any, num_segments: int | None = None, sorted: bool = False
) -> Tensor:
    """The smallest of the rows of each segment; arguments are those of `segment_sum`."""
    return indexing.segment_min(data, segment_ids, _count(num_segments, segment_ids), sorted)


def segment_prod(
    data: Any, segment_ids: Any, num_segments: int | None = None, sorted: bool = False
) -> Tensor:
    """The product of the rows of each segment; arguments are those of `segment_sum`."""
    return indexing.segment_prod(data, segment_ids, _count(num_segments, segment_ids), sorted)


def _count(given: int | None, segment_ids: Any) -> int:
    return segment_count(segment_ids) if given is None else given
