"""`Normalization`: features of mean 0 and variance 1."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.engine import constant, problem
from tapeflow.keras import backend
from tapeflow.keras.layers.layer import Layer
from tapeflow.keras.layers.preprocessing.adapting import batches
from tapeflow.ops.array import reshape
from tapeflow.ops.math import cast, maximum, sqrt


class Normalization(Layer):
    """`(inputs - mean) / sqrt(variance)`, with moments that are given or learned by `adapt`.

    Args:
      axis: the axis, or axes, whose positions have moments of their own; None for one pair of
        numbers. The last by default.
      mean: the mean, if it is known.
      variance: the variance, given together with `mean`.
      invert: whether to undo a normalization: `inputs * sqrt(variance) + mean`.
      **kwargs: see `Layer`.

    Raises:
      ValueError: only one of `mean` and `variance`, or axes that the inputs do not have.

    >>> import numpy as np
    >>> import tapeflow as tf
    >>> layer = tf.keras.layers.Normalization()
    >>> layer.adapt(np.array([[0.0, 10.0], [2.0, 30.0]]))
    >>> layer(np.array([[1.0, 40.0]])).numpy().tolist()
    [[0.0, 2.0]]
    """

    _casts_integers = True
    supports_masking = True

    def __init__(
        self, axis: Any = -1, mean: Any = None, variance: Any = None, invert: bool = False, **kwargs
    ):
        super().__init__(**kwargs)
        self.axis = () if axis is None else (axis,) if isinstance(axis, int) else tuple(axis)
        if (mean is None) != (variance is None):
            raise ValueError(
                problem(
                    "When setting values directly, both `mean` and `variance` must be set",
                    given=f"mean={mean}, variance={variance}",
                )
            )
        if mean is not None and np.shape(mean) != np.shape(variance):
            raise ValueError(
                problem(
                    "When setting values directly, `mean` and `variance` must have the same shape",
                    given=f"mean of shape {np.shape(mean)}, variance of shape {np.shape(variance)}",
                )
            )
        if mean is not None and len(np.shape(mean)) > len(self.axis):
            raise ValueError(
                problem(
                    "The rank of `mean` must be less than or equal to the number of axes "
                    f"({len(self.axis)})",
                    given=f"mean of shape {np.shape(mean)} for axis {self.axis}",
                )
            )
        self.input_mean, self.input_variance = mean, variance
        self.invert = invert

    def build(self, input_shape):
        rank = len(input_shape)
        if any(not -rank <= axis < rank for axis in self.axis):
            raise ValueError(
                problem(
                    "All `axis` values must be in the range [-ndim, ndim)",
                    given=f"inputs of {rank} axes, axis={self.axis}",
                )
            )
        self._kept = tuple(sorted(axis % rank for axis in self.axis))
        if any(input_shape[axis] is None for axis in self._kept):
            raise ValueError(
                problem(
                    "All `axis` values to be kept must have a known shape",
                    given=f"axis={self.axis}, inputs.shape={tuple(input_shape)}",
                )
            )
        self._shape = tuple(input_shape[axis] for axis in self._kept)
        self._broadcast = [input_shape[i] if i in self._kept else 1 for i in range(rank)]
        if self.input_mean is None:
            self.adapt_mean = self.add_weight(
                name="mean", shape=self._shape, initializer="zeros", trainable=False
            )
            self.adapt_variance = self.add_weight(
                name="variance", shape=self._shape, initializer="ones", trainable=False
            )
            # Counts nothing: Keras's files have it.
            self.count = self.add_weight(
                name="count", shape=(), dtype="int32", initializer="zeros", trainable=False
            )

    def adapt(self, data: Any) -> None:
        """Learns the mean and the variance of all data, forgetting what was learned before.

        Args:
          data: an array or tensor, or batches of them.

        Raises:
          ValueError: the moments were given, or the data's shape is not the layer's.
        """
        if self.input_mean is not None:
            raise ValueError(
                problem("Normalization.adapt: mean and variance were given, and are not learned")
            )
        count, mean, squares = 0, None, None
        for batch in batches(data):
            batch = np.asarray(batch)
            if batch.ndim == 1 and self.axis == (-1,) and not self.built:
                batch = batch[:, None]
            if not self.built:
                self.build((None, *batch.shape[1:]))
                self.built = True
            self._check_batch(batch)
            reduced = tuple(i for i in range(batch.ndim) if i not in self._kept)
            size = int(np.prod([batch.shape[i] for i in reduced], dtype=np.int64))
            new_mean = batch.mean(reduced, dtype=np.float64)
            new_squares = batch.var(reduced, dtype=np.float64) * size
            if mean is None:
                mean, squares = new_mean, new_squares
            else:  # Chan et al. 1979: the sums of squares of two parts, about the common mean
                shift = new_mean - mean
                squares = squares + new_squares + shift**2 * count * size / (count + size)
                mean = mean + shift * size / (count + size)
            count += size
        self.adapt_mean.assign(np.asarray(mean, np.float32))
        self.adapt_variance.assign(np.asarray(squares / count, np.float32))

    def finalize_state(self) -> None:
        """Does nothing: what `adapt` learned, or a file gave, is used as it is."""

    def _check_batch(self, batch: np.ndarray) -> None:
        sizes = tuple(batch.shape[i] for i in self._kept if i < batch.ndim)
        if sizes != self._shape:
            raise ValueError(
                problem(
                    "Normalization.adapt: the data does not have the shape the layer was built on",
                    given=f"shape {batch.shape}",
                    expected=f"sizes {self._shape} on axes {self._kept}",
                )
            )

    @property
    def mean(self) -> Any:
        """The mean, shaped to broadcast with the inputs."""
        return self._moment("mean")

    @property
    def variance(self) -> Any:
        """The variance, shaped to broadcast with the inputs."""
        return self._moment("variance")

    def _moment(self, name: str) -> Any:
        given = getattr(self, f"input_{name}")
        if given is None:
            return cast(
                reshape(getattr(self, f"adapt_{name}"), self._broadcast), self.compute_dtype
            )
        array = np.asarray(given, np.float32)
        if array.ndim:  # aligned to the kept axes from the right
            sizes = [1] * len(self._broadcast)
            for axis, size in zip(reversed(self._kept), reversed(array.shape), strict=False):
                sizes[axis] = size
            array = array.reshape(sizes)
        return cast(constant(np.broadcast_to(array, self._broadcast).copy()), self.compute_dtype)

    def call(self, inputs):
        deviation = maximum(sqrt(self.variance), backend.epsilon())
        if self.invert:
            return self.mean + inputs * deviation
        return (inputs - self.mean) / deviation

    def compute_output_shape(self, input_shape):
        return tuple(input_shape)

    def get_config(self):
        return {
            **super().get_config(),
            "mean": _listed(self.input_mean),
            "variance": _listed(self.input_variance),
        }

    _never_written = ("mean", "variance")


def _listed(value: Any) -> Any:
    return None if value is None else np.asarray(value).tolist()
