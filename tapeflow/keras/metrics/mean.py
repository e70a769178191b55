"""`Mean`, `Sum` and metrics that are the mean of a function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tapeflow.engine import Tensor, Variable, convert_to_tensor, problem
from tapeflow.engine.variable import assign_all
from tapeflow.keras.metrics.metric import Metric
from tapeflow.ops.keras_math.aggregate import (
    mean_result,
    mean_tensor_update,
    mean_update,
    sum_update,
)


class Mean(Metric):
    """The weighted mean of all values.

    Args:
      name: "mean" by default.
      dtype: see `Metric`.

    >>> import tapeflow as tf
    >>> mean = tf.keras.metrics.Mean()
    >>> mean.update_state([1, 3])
    >>> mean.update_state(5.0)
    >>> print(mean.result())
    tf.Tensor(3.0, shape=(), dtype=float32)
    """

    def __init__(self, name: str | None = "mean", dtype: Any = None):
        super().__init__(dtype, name)
        self.total = self.add_variable((), name="total")
        self.count = self.add_variable((), name="count")
        self._state = (self.total, self.count)

    def update_state(self, values: Any, sample_weight: Any = None) -> None:
        """Takes in values.

        Args:
          values: `[batch, ...]`, or one number.
          sample_weight: a weight for each value, or for each example.
        """
        total, count = self._state
        assign_all(self._state, mean_update(total._tensor, count._tensor, values, sample_weight))

    def result(self) -> Tensor:
        total, count = self._state
        return mean_result(total._tensor, count._tensor)


class Sum(Metric):
    """The weighted sum of all values.

    Args:
      name: "sum" by default.
      dtype: see `Metric`.

    >>> import tapeflow as tf
    >>> print(tf.keras.metrics.Sum()([1.0, 3.0]))
    tf.Tensor(4.0, shape=(), dtype=float32)
    """

    def __init__(self, name: str | None = "sum", dtype: Any = None):
        super().__init__(dtype, name)
        self.total = self.add_variable((), name="total")

    def update_state(self, values: Any, sample_weight: Any = None) -> None:
        """Takes in values: `[batch, ...]`, or one number."""
        assign_all((self.total,), (sum_update(self.total._tensor, values, sample_weight),))

    def result(self) -> Tensor:
        return self.total.value()


class MeanTensor(Metric):
    """The weighted mean of all values, element by element (Keras 2).

    Args:
      name: "mean_tensor" by default.
      dtype: see `Metric`.
      shape: the values' shape; by default that of the first.

    Raises:
      ValueError: values of another shape than the first.

    >>> import tapeflow as tf
    >>> mean = tf.keras.metrics.MeanTensor()
    >>> mean.update_state([1.0, 2.0])
    >>> print(mean([3.0, 6.0]))
    tf.Tensor([2. 4.], shape=(2,), dtype=float32)
    """

    def __init__(self, name: str | None = "mean_tensor", dtype: Any = None, shape: Any = None):
        super().__init__(dtype, name)
        self.total: Variable | None = None
        if shape is not None:
            self._build(tuple(shape))

    def _build(self, shape: tuple[int, ...]) -> None:
        self.total = self.add_variable(shape, name="total")
        self.count = self.add_variable(shape, name="count")

    def update_state(self, values: Any, sample_weight: Any = None) -> None:
        """Takes in values of the metric's shape."""
        values = convert_to_tensor(values)
        if self.total is None:
            self._build(values._spec.shape)
        if values._spec.shape != self.total._tensor._spec.shape:
            raise ValueError(
                problem(
                    "MeanTensor input values must always have the same shape.",
                    values.shape,
                    self.total.shape,
                )
            )
        state = (self.total, self.count)
        assign_all(
            state, mean_tensor_update(self.total._tensor, self.count._tensor, values, sample_weight)
        )

    def result(self) -> Tensor:
        if self.total is None:
            raise ValueError("MeanTensor does not have any value yet: call update_state first")
        return mean_result(self.total._tensor, self.count._tensor)


class MeanMetricWrapper(Mean):
    """The mean of a function of labels and predictions.

    Args:
      fn: `fn(y_true, y_pred, **options)` gives a value for each example.
      name: the function's name by default.
      dtype: see `Metric`.
      **options: passed to `fn` at each call.

    >>> import tapeflow as tf
    >>> metric = tf.keras.metrics.MeanMetricWrapper(lambda y_true, y_pred: y_true - y_pred)
    >>> print(metric(tf.constant([3.0, 5.0]), tf.constant([1.0, 1.0])))
    tf.Tensor(3.0, shape=(), dtype=float32)
    """

    def __init__(self, fn: Callable, name: str | None = None, dtype: Any = None, **options: Any):
        super().__init__(name, dtype)
        self._fn = fn
        self._options = options

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Takes in a batch.

        Args:
          y_true: labels, `[batch, ...]`.
          y_pred: predictions, `[batch, ...]`; arrays and lists do as well as tensors.
          sample_weight: a weight for each example, or for each of the function's values.
        """
        super().update_state(self._fn(y_true, y_pred, **self._options), sample_weight)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "fn": self._fn, **self._options}


class BuiltInMean(MeanMetricWrapper):
    """A metric of ours: its configuration is the function's options."""

    def __init__(self, fn: Callable, name: str | None, dtype: Any, **options: Any):
        super().__init__(fn, name, dtype, **options)
        self.__dict__.update(options)

    def get_config(self) -> dict[str, Any]:
        return {**Metric.get_config(self), **self._options}
