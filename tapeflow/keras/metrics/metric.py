"""`Metric`: a number gathered over many batches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

import numpy as np

from tapeflow.engine import Tensor, Variable, as_dtype, init_scope
from tapeflow.keras import backend
from tapeflow.keras.naming import auto_name
from tapeflow.keras.state_variable import initial_value
from tapeflow.keras.stateless import stateless
from tapeflow.ops.array.identity import identity


class Metric:
    """The base class of metrics; a subclass defines `update_state` and `result`.

    Args:
      dtype: of its variables; Keras's `floatx` by default.
      name: the class's name in snake case by default.

    >>> import tapeflow as tf
    >>> class Count(tf.keras.metrics.Metric):
    ...     def __init__(self):
    ...         super().__init__(name="count")
    ...         self.count = self.add_weight(name="count", initializer="zeros")
    ...     def update_state(self, y_true, y_pred, sample_weight=None):
    ...         self.count.assign_add(float(len(y_true)))
    ...     def result(self):
    ...         return self.count
    >>> print(float(Count()([1, 2], [3, 4])))
    2.0
    """

    def __init__(self, dtype: Any = None, name: str | None = None):
        self._own_variables: list[Variable] = []
        self._metrics: list[Metric] = []
        self.name = name or auto_name(self)
        dtype = getattr(dtype, "compute_dtype", dtype) or backend.floatx()
        self._dtype = getattr(dtype, "name", dtype)

    def __setattr__(self, name: str, value: Any) -> None:
        if isinstance(value, (Variable, Metric)):
            if "_metrics" not in self.__dict__:
                raise RuntimeError(
                    "You forgot to call `super().__init__()` in the `__init__()` method. Go add it!"
                )
            kept = self._own_variables if isinstance(value, Variable) else self._metrics
            if not any(value is other for other in kept):
                kept.append(value)
        super().__setattr__(name, value)

    @property
    def dtype(self) -> str:
        return self._dtype

    def update_state(self, *args: Any, **kwargs: Any) -> None:
        """Takes in a batch."""
        raise NotImplementedError(f"{type(self).__name__} must define `update_state`")

    def result(self) -> Tensor:
        """The metric of all batches since the last reset."""
        raise NotImplementedError(f"{type(self).__name__} must define `result`")

    def reset_state(self) -> None:
        """Forgets all batches: sets every variable to zeros."""
        for variable in self.variables:
            # An array even for a scalar: a bare number would enter the next update in another way.
            variable.assign(np.zeros(variable.shape, variable.dtype.np))

    def reset_states(self) -> None:
        """Keras 2's name of `reset_state`."""
        self.reset_state()

    def stateless_update_state(
        self, metric_variables: Sequence[Any], *args: Any, **kwargs: Any
    ) -> list[Tensor]:
        """What `update_state` makes of other values of `variables`, which keep their own.

        Args:
          metric_variables: a value for each of `variables`.
          *args: passed to `update_state`.
          **kwargs: passed to `update_state`.

        Raises:
          ValueError: there are more values or fewer than variables.
        """
        self._check_values(metric_variables)
        update = partial(self.update_state, *args, **kwargs)
        return stateless(update, self.variables, metric_variables)[1]

    def stateless_result(self, metric_variables: Sequence[Any]) -> Tensor:
        """What `result` makes of other values of `variables`; see `stateless_update_state`."""
        self._check_values(metric_variables)
        # A copy: the result may be the value of a variable.
        return stateless(lambda: identity(self.result()), self.variables, metric_variables)[0]

    def stateless_reset_state(self) -> list[Tensor]:
        """The values that `reset_state` gives the variables, which keep their own."""
        return stateless(self.reset_state, self.variables)[1]

    def _check_values(self, metric_variables: Sequence[Any]) -> None:
        if len(metric_variables) != len(self.variables):
            raise ValueError(
                "Argument `metric_variables` must be a list of tensors corresponding 1:1 to "
                f"{type(self).__name__}().variables. Received list with length "
                f"{len(metric_variables)}, but expected {len(self.variables)} variables."
            )

    def __call__(self, *args: Any, **kwargs: Any) -> Tensor:
        """Takes in a batch, and gives the result so far."""
        self.update_state(*args, **kwargs)
        return self.result()

    def merge_state(self, metrics: Iterable[Metric]) -> None:
        """Adds what other metrics of the same kind have gathered.

        Raises:
          ValueError: a metric has other variables.
        """
        for metric in metrics:
            if len(metric.variables) != len(self.variables):
                raise ValueError(f"Metric {metric.name} is not compatible with {self.name}")
            for own, other in zip(self.variables, metric.variables, strict=True):
                own.assign_add(other)

    def add_variable(
        self,
        shape: Any = (),
        initializer: Any = None,
        dtype: Any = None,
        aggregation: Any = "sum",
        name: str | None = None,
    ) -> Variable:
        """A variable that is listed, reset and saved with the metric.

        Args:
          shape: its shape.
          initializer: an initializer or its name; zeros by default.
          dtype: the metric's dtype by default.
          aggregation: accepted for compatibility, not used.
          name: its name.
        """
        with init_scope():
            initial = initial_value(initializer, shape, as_dtype(dtype or self._dtype))
        made = Variable(initial, trainable=False, name=f"{self.name}/{name or 'variable'}")
        self._own_variables.append(made)
        return made

    def add_weight(self, *args: Any, **options: Any) -> Variable:
        """`add_variable`, called in Keras 3's way or, with a name first, in Keras 2's.

        Args:
          *args: `shape, initializer, dtype, name`, or `name, shape`.
          **options: the same by name; Keras 2's `synchronization` is not used.
        """
        names = ("shape", "initializer", "dtype", "name")
        if args and isinstance(args[0], str):
            names = ("name", "shape")
        options.pop("synchronization", None)
        return self.add_variable(**dict(zip(names, args, strict=False)), **options)

    @property
    def variables(self) -> list[Variable]:
        """Its variables, and those of the metrics it holds."""
        return [*self._own_variables, *[v for metric in self._metrics for v in metric.variables]]

    weights = non_trainable_variables = non_trainable_weights = variables

    @property
    def trainable_variables(self) -> list[Variable]:
        return []

    trainable_weights = trainable_variables

    def get_config(self) -> dict[str, Any]:
        """The arguments of a metric like this one."""
        return {"name": self.name, "dtype": self.dtype}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Metric:
        """A metric made of what `get_config` gave."""
        return cls(**config)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} name={self.name}>"
