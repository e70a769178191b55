"""`MultiOptimizer`: other optimizers, each for its own variables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from tapeflow.engine import Variable
from tapeflow.keras.optimizers.loss_scale_optimizer import LossScaleOptimizer
from tapeflow.keras.optimizers.optimizer import Optimizer
from tapeflow.keras.saving.serialization import deserialize_keras_object, serialize_keras_object


class MultiOptimizer(Optimizer):
    """Gives each variable to one of several optimizers.

    Args:
      optimizer_map: an `OptimizerMap`, or a function from a variable to its optimizer.
      loss_scale_factor: see `Optimizer`; it goes to all of them.
      name: see `Optimizer`.

    Raises:
      ValueError: when it is built, if what a variable got is no optimizer, or a nested one.

    >>> import tapeflow as tf
    >>> sgd, adam = tf.keras.optimizers.SGD(1.0), tf.keras.optimizers.Adam(0.1)
    >>> kernel, bias = tf.Variable([[1.0]]), tf.Variable([1.0])
    >>> both = tf.keras.optimizers.MultiOptimizer(lambda v: adam if len(v.shape) > 1 else sgd)
    >>> both.apply([tf.constant([[2.0]]), tf.constant([0.25])], [kernel, bias])
    >>> print(kernel.numpy().round(3), bias.numpy())
    [[0.9]] [0.75]
    """

    def __init__(
        self,
        optimizer_map: Callable[[Variable], Optimizer],
        loss_scale_factor: float | None = None,
        name: str | None = None,
    ):
        self._optimizer_map = optimizer_map
        self._inner: list[Optimizer] = []
        self._inner_of: dict[int, Optimizer] = {}
        super().__init__(0.0, loss_scale_factor=loss_scale_factor, name=name)
        for optimizer in getattr(optimizer_map, "values", tuple)():
            self._add(optimizer)
        default = getattr(optimizer_map, "default_optimizer", None)
        if default is not None:
            self._add(default)

    def _add(self, optimizer: Optimizer) -> None:
        if not any(optimizer is other for other in self._inner):
            optimizer.loss_scale_factor = self.loss_scale_factor
            self._inner.append(optimizer)

    def build(self, variables: Sequence[Variable]) -> None:
        """Finds each variable's optimizer, and builds those."""
        for variable in variables:
            if id(variable) not in self._inner_of:
                found = self._optimizer_map(variable)
                _check(found, variable)
                self._add(found)
                self._inner_of[id(variable)] = found
        for optimizer in self._inner:
            own = [variable for variable in variables if self._inner_of[id(variable)] is optimizer]
            if own:
                optimizer.build(own)
        super().build(variables)

    @property
    def optimizers(self) -> list[Optimizer]:
        """All of them."""
        return self._inner

    @property
    def variables(self) -> list[Variable]:
        """Its own, then those of its optimizers."""
        own = super().variables
        return [*own, *[variable for inner in self._inner for variable in inner.variables]]

    @property
    def learning_rate(self) -> Any:
        raise AttributeError(
            "Learning rate cannot be accessed on a MultiOptimizer. Access the learning rate on the "
            "individual optimizers in `.optimizers` instead."
        )

    @learning_rate.setter
    def learning_rate(self, value: Any) -> None:
        raise AttributeError(
            "Learning rate cannot be set on a MultiOptimizer. Set the learning rate on the "
            "individual optimizers in `.optimizers` instead."
        )

    lr = learning_rate

    @property
    def loss_scale_factor(self) -> float | None:
        """What losses are multiplied by, here and in all of the optimizers."""
        return self._loss_scale_factor

    @loss_scale_factor.setter
    def loss_scale_factor(self, value: float | None) -> None:
        self._loss_scale_factor = value
        for optimizer in self._inner:
            optimizer.loss_scale_factor = value

    def _record_step(self, gradients: list, variables: list[Variable], scaling: Any = None) -> None:
        new = [variable for variable in variables if id(variable) not in self._inner_of]
        if new or not self.built:
            self.build(variables)
        for optimizer in self._inner:
            mine = [i for i, v in enumerate(variables) if self._inner_of[id(v)] is optimizer]
            if mine:
                own = [gradients[i] for i in mine]
                optimizer._record_step(own, [variables[i] for i in mine])
        self._iterations.assign_add(1)

    def finalize_variable_values(self, var_list: Iterable[Variable]) -> None:
        for variable in var_list:
            self._inner_of[id(variable)].finalize_variable_values([variable])

    def get_config(self) -> dict[str, Any]:
        return {
            "optimizer_map": serialize_keras_object(self._optimizer_map),
            "loss_scale_factor": self.loss_scale_factor,
            "name": self.name,
        }

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: Any = None) -> MultiOptimizer:
        config = dict(config)
        config["optimizer_map"] = deserialize_keras_object(config["optimizer_map"], custom_objects)
        return cls(**config)


def _check(found: Any, variable: Variable) -> None:
    if not isinstance(found, Optimizer):
        raise ValueError(f"Optimizer for variable {variable} is not an Optimizer instance.")
    if isinstance(found, (LossScaleOptimizer, MultiOptimizer)):
        raise ValueError(f"{type(found).__name__} cannot be used inside a MultiOptimizer.")
