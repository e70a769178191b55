"""Layers that make one tensor of several: `Add`, `Concatenate`, `Dot` and their kin."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from tapeflow.engine import problem
from tapeflow.keras.layers.layer import Layer
from tapeflow.keras.symbolic.shape import is_shape
from tapeflow.ops.array import concat, expand_dims, ones_like, zeros_like
from tapeflow.ops.linalg import einsum
from tapeflow.ops import math
from tapeflow.ops.nn import l2_normalize
from tapeflow.ops.numpy.promotion import result_type
from tapeflow.ops.sparse import SparseTensor, to_dense


class Merge(Layer):
    """What the merging layers share: they are called with a list of tensors that broadcast.

    A tensor with fewer axes than another gets more behind the batch.
    """

    supports_masking = True
    _least = 1

    def _check(self, inputs: Any) -> None:
        if not isinstance(inputs, (list, tuple)) or len(inputs) < self._least:
            given = (
                f"{len(inputs)} inputs"
                if isinstance(inputs, (list, tuple))
                else f"one input, {inputs!r:.80}"
            )
            raise ValueError(
                problem(
                    f"A merge layer should be called on a list of at least {self._least} input(s): "
                    f"{type(self).__name__} '{self.name}'",
                    given=given,
                    fix="layer([first, second]), or "
                    f"tf.keras.layers.{type(self).__name__}()([first, second])",
                )
            )

    def call(self, inputs):
        self._check(inputs)
        if len({value._spec.shape for value in inputs}) > 1:
            self.compute_output_shape([value._spec.shape for value in inputs])
            inputs = _same_rank(inputs)
        return self.merge(_same_dtype(inputs))

    def merge(self, inputs: list) -> Any:
        raise NotImplementedError

    def compute_output_shape(self, input_shape):
        shapes = _shapes(self, input_shape)
        batches = {shape[0] for shape in shapes if shape and shape[0] is not None}
        if len(batches) > 1:
            raise ValueError(
                problem(
                    f"{type(self).__name__} '{self.name}': Cannot merge tensors with different "
                    "batch sizes.",
                    given=", ".join(map(str, shapes)),
                )
            )
        rank = max(map(len, shapes))
        shapes = [(*shape[:1], *(1,) * (rank - len(shape)), *shape[1:]) for shape in shapes]
        return tuple(_broadcast(self, sizes) for sizes in zip(*shapes, strict=True))

    def compute_mask(self, inputs, mask=None):
        """A step counts if it counts in one of the inputs, and all of them have masks."""
        if self._masks(inputs, mask) is None or any(item is None for item in mask):
            return None
        return functools.reduce(math.logical_or, mask)

    def _masks(self, inputs: Any, mask: Any) -> Any:
        if mask is not None and (not isinstance(mask, (list, tuple)) or len(mask) != len(inputs)):
            raise ValueError(
                problem(
                    f"{type(self).__name__} '{self.name}': `mask` should be a list of as many "
                    "masks as there are inputs.",
                    given=f"{len(inputs)} inputs, mask={mask}",
                )
            )
        return mask


class Add(Merge):
    """The sum of its inputs.

    >>> import tapeflow as tf
    >>> tf.keras.layers.Add()([tf.constant([1.0]), tf.constant([2.0])]).numpy().tolist()
    [3.0]
    """

    def merge(self, inputs):
        return functools.reduce(math.add, inputs)


class Subtract(Merge):
    """The first input minus the second."""

    _least = 2

    def merge(self, inputs):
        if len(inputs) != 2:
            raise ValueError(
                problem(
                    "A `Subtract` layer should be called on exactly 2 inputs.", given=len(inputs)
                )
            )
        return math.subtract(*inputs)


class Multiply(Merge):
    """The product of its inputs, element by element."""

    def merge(self, inputs):
        return functools.reduce(math.multiply, inputs)


class Average(Merge):
    """The mean of its inputs."""

    def merge(self, inputs):
        return functools.reduce(math.add, inputs) / len(inputs)


class Maximum(Merge):
    """The largest of its inputs, element by element."""

    def merge(self, inputs):
        return functools.reduce(math.maximum, inputs)


class Minimum(Merge):
    """The smallest of its inputs, element by element."""

    def merge(self, inputs):
        return functools.reduce(math.minimum, inputs)


class Concatenate(Merge):
    """Its inputs one after another along an axis.

    Args:
      axis: the axis, along which sizes may differ.
      **kwargs: see `Layer`.

    Raises:
      ValueError: sizes differ along another axis.

    >>> import tapeflow as tf
    >>> tf.keras.layers.Concatenate()([tf.ones([2, 3]), tf.ones([2, 1])]).shape
    TensorShape([2, 4])
    """

    def __init__(self, axis: int = -1, **kwargs: Any):
        super().__init__(**kwargs)
        self.axis = axis

    def call(self, inputs):
        self._check(inputs)
        self.compute_output_shape([value._spec.shape for value in inputs])
        return concat(_same_dtype(inputs), self.axis)

    def compute_output_shape(self, input_shape):
        shapes = _shapes(self, input_shape)
        axis = self.axis % len(shapes[0])
        ranks = {len(shape) for shape in shapes}
        columns = list(zip(*shapes, strict=False))
        del columns[axis]
        if len(ranks) > 1 or any(len({*sizes} - {None}) > 1 for sizes in columns):
            raise ValueError(
                problem(
                    "A `Concatenate` layer requires inputs with matching shapes except for the "
                    "concatenation axis.",
                    given=f"{', '.join(map(str, shapes))}, axis {self.axis}",
                    fix="reshape the inputs, or give another axis",
                )
            )
        sizes = [shape[axis] for shape in shapes]
        joined = None if None in sizes else sum(sizes)
        return (*shapes[0][:axis], joined, *shapes[0][axis + 1 :])

    def compute_mask(self, inputs, mask=None):
        if self._masks(inputs, mask) is None or all(item is None for item in mask):
            return None
        spread = []
        for value, item in zip(inputs, mask, strict=True):
            if item is None:
                item = ones_like(value, dtype="bool")
            elif item.ndim < value.ndim:
                item = math.logical_or(expand_dims(item, -1), zeros_like(value, dtype="bool"))
            spread.append(item)
        return math.reduce_any(concat(spread, self.axis), -1)


class Dot(Merge):
    """Scalar products of samples: sums over one axis of each of two inputs.

    Args:
      axes: an axis for both, or one for each; the batch is axis 0.
      normalize: whether the inputs are divided by their norms first, for cosines.
      **kwargs: see `Layer`.

    >>> import tapeflow as tf
    >>> first, second = tf.constant([[1.0, 2.0]]), tf.constant([[3.0, 4.0]])
    >>> tf.keras.layers.Dot(axes=1)([first, second]).numpy().tolist()
    [[11.0]]
    """

    _least = 2

    def __init__(self, axes: Any, normalize: bool = False, **kwargs: Any):
        super().__init__(**kwargs)
        self.axes, self.normalize = axes, normalize
        self.supports_masking = True

    def call(self, inputs):
        self._check(inputs)
        first, second = map(_filled, inputs)
        left, right = self._axes(first.ndim, second.ndim)
        if first._spec.shape[left] != second._spec.shape[right]:
            raise ValueError(
                problem(
                    f"Dot '{self.name}': Incompatible input shapes",
                    given=f"{first.shape} and {second.shape}, axes {(left, right)}",
                    expected="equal sizes along these axes",
                )
            )
        if self.normalize:
            first, second = l2_normalize(first, left), l2_normalize(second, right)
        letters = "bcdefgh"
        left_names = "a" + letters[: first.ndim - 1]
        right_names = "a" + letters[first.ndim - 1 : first.ndim + second.ndim - 2]
        right_names = right_names[:right] + left_names[left] + right_names[right + 1 :]
        kept = (
            "a"
            + left_names[1:].replace(left_names[left], "")
            + right_names[1:].replace(left_names[left], "")
        )
        outputs = einsum(f"{left_names},{right_names}->{kept}", first, second)
        return expand_dims(outputs, 1) if outputs.ndim == 1 else outputs

    def _axes(self, first: int, second: int) -> tuple[int, int]:
        axes = (self.axes, self.axes) if isinstance(self.axes, int) else tuple(self.axes)
        return axes[0] % first, axes[1] % second

    def compute_output_shape(self, input_shape):
        first, second = _shapes(self, input_shape)
        left, right = self._axes(len(first), len(second))
        shape = (*first[:left], *first[left + 1 :], *second[1:right], *second[right + 1 :])
        return (*shape, 1) if len(shape) == 1 else shape

    def compute_mask(self, inputs, mask=None):
        return None


def _same_dtype(inputs: Any) -> list:
    """In one dtype that holds all, as of counts and floats."""
    dtypes = {value.dtype for value in inputs}
    if len(dtypes) < 2:
        return list(inputs)
    common = result_type(*[dtype.name for dtype in dtypes])
    return [math.cast(value, common) for value in inputs]


def _same_rank(inputs: Any) -> list:
    rank = max(value.ndim for value in inputs)
    grown = []
    for value in inputs:
        while value.ndim < rank:
            value = expand_dims(value, 1 if value.ndim else 0)
        grown.append(value)
    return grown


def _filled(value: Any) -> Any:
    return to_dense(value, None, False) if isinstance(value, SparseTensor) else value


def _shapes(layer: Any, input_shape: Any) -> list[tuple]:
    """The inputs' shapes, of which there must be several."""
    if is_shape(input_shape):
        raise ValueError(
            problem(
                f"A `{type(layer).__name__}` layer should be called on a list of inputs",
                given=f"one input of shape {tuple(input_shape)}",
                fix="layer([first, second])",
            )
        )
    return [tuple(shape) for shape in input_shape]


def _broadcast(layer: Merge, sizes: tuple) -> int | None:
    known = {size for size in sizes if size not in (None, 1)}
    if len(known) > 1:
        raise ValueError(
            problem(
                f"Inputs have incompatible shapes: {type(layer).__name__} '{layer.name}'",
                given=f"sizes {sizes} along one axis",
            )
        )
    if None in sizes:
        return None
    return known.pop() if known else 1


def _function(kind: type, name: str) -> Callable:
    def merge(inputs: Any, **kwargs: Any) -> Any:
        return kind(**kwargs)(inputs)

    merge.__name__ = merge.__qualname__ = name
    merge.__doc__ = f"`{kind.__name__}(**kwargs)(inputs)`."
    return merge


add = _function(Add, "add")
subtract = _function(Subtract, "subtract")
multiply = _function(Multiply, "multiply")
average = _function(Average, "average")
maximum = _function(Maximum, "maximum")
minimum = _function(Minimum, "minimum")


def concatenate(inputs: Any, axis: int = -1, **kwargs: Any) -> Any:
    """`Concatenate(axis)(inputs)`."""
    return Concatenate(axis=axis, **kwargs)(inputs)


def dot(inputs: Any, axes: Any = -1, **kwargs: Any) -> Any:
    """`Dot(axes)(inputs)`."""
    return Dot(axes=axes, **kwargs)(inputs)
