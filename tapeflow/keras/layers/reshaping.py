"""`Flatten`, `Reshape`, `Permute`, `RepeatVector`: layers that only rearrange."""

from __future__ import annotations

import math
from typing import Any

from tapeflow.engine import problem
from tapeflow.keras import backend
from tapeflow.keras.layers.checks import positive_int
from tapeflow.keras.layers.input_spec import InputSpec
from tapeflow.keras.layers.layer import Layer
from tapeflow.ops.array import expand_dims, reshape, tile, transpose


class Flatten(Layer):
    """Makes one axis of all but the first: `[batch, ...]` -> `[batch, features]`.

    Args:
      data_format: with "channels_first" the channels are moved to the end first.
      **kwargs: see `Layer`.

    >>> import tapeflow as tf
    >>> tf.keras.layers.Flatten()(tf.ones([2, 3, 4])).shape
    TensorShape([2, 12])
    """

    _is_simple = True

    def __init__(self, data_format: str | None = None, **kwargs: Any):
        super().__init__(**kwargs)
        self.data_format = backend.standardize_data_format(data_format)
        self.input_spec = InputSpec(min_ndim=1)

    def call(self, inputs):
        shape = inputs._spec.shape
        if self.data_format == "channels_first" and len(shape) > 2:
            inputs = transpose(inputs, (0, *range(2, len(shape)), 1))
        return reshape(inputs, (shape[0], math.prod(shape[1:])))

    def compute_output_shape(self, input_shape):
        sizes = input_shape[1:]
        return (input_shape[0], None if None in sizes else math.prod(sizes))


class Reshape(Layer):
    """Gives all axes but the first another shape.

    Args:
      target_shape: the sizes without the batch; one may be -1, and follows from the others.
      **kwargs: see `Layer`.

    Raises:
      ValueError: the number of elements differs.

    >>> import tapeflow as tf
    >>> tf.keras.layers.Reshape((2, -1))(tf.ones([5, 6])).shape
    TensorShape([5, 2, 3])
    """

    _is_simple = True

    def __init__(self, target_shape: Any, **kwargs: Any):
        super().__init__(**kwargs)
        self.target_shape = tuple(int(size) for size in target_shape)

    def call(self, inputs):
        return reshape(inputs, self.compute_output_shape(inputs._spec.shape))

    def compute_output_shape(self, input_shape):
        sizes, target = tuple(input_shape[1:]), self.target_shape
        if None in sizes:
            return (input_shape[0], *(None if size == -1 else size for size in target))
        total, known = math.prod(sizes), math.prod(size for size in target if size != -1)
        free = target.count(-1)
        if free > 1 or (total % known if free and known else total != known):
            raise ValueError(
                problem(
                    f"The total size of the tensor must be unchanged: Reshape '{self.name}'",
                    given=f"inputs {tuple(input_shape)}, target_shape {target}",
                    expected=f"a target of {total} elements, with at most one -1",
                )
            )
        return (
            input_shape[0],
            *(total // max(known, 1) if size == -1 else size for size in target),
        )


class Permute(Layer):
    """Exchanges axes.

    Args:
      dims: the axes in their new order, counted from 1: the batch stays first.
      **kwargs: see `Layer`.

    Raises:
      ValueError: `dims` is no permutation of 1, 2, ...

    >>> import tapeflow as tf
    >>> tf.keras.layers.Permute((2, 1))(tf.ones([5, 2, 3])).shape
    TensorShape([5, 3, 2])
    """

    _is_simple = True

    def __init__(self, dims: Any, **kwargs: Any):
        super().__init__(**kwargs)
        self.dims = tuple(dims)
        if sorted(self.dims) != list(range(1, len(self.dims) + 1)):
            raise ValueError(
                problem(
                    "Invalid permutation argument `dims` for Permute Layer.",
                    given=str(self.dims),
                    expected="each axis from 1 on once; the batch is left out",
                )
            )
        self.input_spec = InputSpec(ndim=len(self.dims) + 1)

    def call(self, inputs):
        return transpose(inputs, (0, *self.dims))

    def compute_output_shape(self, input_shape):
        return (input_shape[0], *(input_shape[axis] for axis in self.dims))


class RepeatVector(Layer):
    """Repeats each row: `[batch, features]` -> `[batch, n, features]`.

    Args:
      n: how often, at least 1.
      **kwargs: see `Layer`.

    >>> import tapeflow as tf
    >>> tf.keras.layers.RepeatVector(3)(tf.ones([5, 2])).shape
    TensorShape([5, 3, 2])
    """

    _is_simple = True

    def __init__(self, n: int, **kwargs: Any):
        super().__init__(**kwargs)
        self.n = positive_int("RepeatVector", "n", n)
        self.input_spec = InputSpec(ndim=2)

    def call(self, inputs):
        return tile(expand_dims(inputs, 1), (1, self.n, 1))

    def compute_output_shape(self, input_shape):
        return (input_shape[0], self.n, input_shape[1])
