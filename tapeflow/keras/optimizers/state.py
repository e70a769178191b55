"""`OptimizerState`: the variables an optimizer owns: made, listed, saved."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from tapeflow.engine.convert import adopt
from tapeflow.ops.files.h5_store import Arrays
from tapeflow.engine import Variable, as_dtype, problem
from tapeflow.engine.structure import changed
from tapeflow.keras.optimizers.learning_rate import LearningRate
from tapeflow.keras.optimizers.slot import Slot
from tapeflow.keras.state_variable import initial_value


class OptimizerState:
    """The step count, the learning rate, and for every trained variable its slots.

    Args:
      name: the optimizer's name, which its variables' names start with.
      learning_rate: see `LearningRate`.
    """

    def __init__(self, name: str, learning_rate: Any):
        self.name = name
        self.built = False
        # Arrays, not numbers: a number enters a program in another way than a program's result,
        # so that the second step would have to be compiled again.
        self._iterations = Variable(
            np.asarray(0, np.int64), trainable=False, name=f"{name}/iteration"
        )
        self._learning_rate = LearningRate(learning_rate, f"{name}/learning_rate")
        self._slots: list[Variable] = []
        self._trainable_variables: list[Variable] = []
        self._positions: dict[int, int] = {}  # id of a variable -> its index in the list above
        self._own: dict[int, list[Variable]] = {}  # id of a variable -> its slots

    def slots(self) -> tuple[tuple[Slot, ...], ...]:
        """What is kept for each variable; groups are made one after the other, in Keras's order."""
        return ()

    def build(self, variables: Sequence[Variable]) -> None:
        """Makes the slots of `variables` that have none yet; a step does it otherwise."""
        new = [variable for variable in variables if id(variable) not in self._positions]
        for variable in new:
            self._positions[id(variable)] = len(self._trainable_variables)
            self._trainable_variables.append(variable)
            self._own[id(variable)] = []
        for group in self.slots():
            for variable in new:
                made = [
                    self._add_slot(variable, slot)
                    for slot in group
                    if slot.shape_for(variable) is not None
                ]
                self._own[id(variable)].extend(made)
        self.built = True
        if new:
            changed()

    def _checkpoint_children(self) -> list[tuple[str, Any]]:
        """What `tf.train.Checkpoint` saves, as TensorFlow calls it."""
        rate = self._learning_rate.variable
        names = ["_iterations", *([] if rate is None else ["_learning_rate"])]
        names += [f"_variables/{i}" for i in range(len(names), len(self.variables))]
        return list(zip(names, self.variables, strict=True))

    def _add_slot(self, variable: Variable, slot: Slot) -> Variable:
        name = _slot_name(variable, slot.name)
        if slot.initial is None:
            return self._track(variable.value(), name)
        shape = slot.shape_for(variable)
        return self._track(np.full(shape, slot.initial, variable.dtype.np), name)

    def _track(self, initial: Any, name: str) -> Variable:
        made = Variable(initial, trainable=False, name=f"{self.name}/{name}")
        self._slots.append(made)
        return made

    # Variables are known by their identity, which a copy does not share.

    def __getstate__(self) -> dict[str, Any]:
        trained = self._trainable_variables
        state = {**self.__dict__, "_positions": {}, "_groups": {}}
        state["_own"] = [self._own[id(variable)] for variable in trained]
        undecayed = self.__dict__.get("_undecayed", ())
        state["_undecayed"] = [variable for variable in trained if id(variable) in undecayed]
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        trained = self._trainable_variables
        self._positions = {id(variable): i for i, variable in enumerate(trained)}
        self._own = {id(v): own for v, own in zip(trained, state["_own"], strict=True)}
        self._undecayed = {id(variable) for variable in state["_undecayed"]}

    @property
    def variables(self) -> list[Variable]:
        """The step count, the learning rate if it is a number, and the slots."""
        rate = self._learning_rate.variable
        return [self._iterations, *([] if rate is None else [rate]), *self._slots]

    def get_weights(self) -> list[np.ndarray]:
        """The values of `variables`."""
        return [variable.numpy() for variable in self.variables]

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Gives `variables` other values.

        Raises:
          ValueError: the optimizer has no slots yet, or the arrays do not fit; nothing changes.
        """
        if not self.built:
            raise ValueError(
                "You are calling `set_weights()` on an optimizer that has not yet been built. "
                "Please call `optimizer.build(trainable_variables)` to create the optimizer "
                "weights first."
            )
        self._give(weights)

    def _give(self, weights: Sequence[Any]) -> None:
        expected = [tuple(variable.shape) for variable in self.variables]
        from_file = isinstance(weights, Arrays)
        given = [weights.shape(str(i)) for i in range(len(weights))] if from_file else [
            np.shape(weight) for weight in weights
        ]  # fmt: skip
        if given != expected:
            raise ValueError(
                problem(
                    f"optimizer {self.name!r}: weights do not fit",
                    f"shapes {given}",
                    f"shapes {expected}",
                )
            )
        for i, variable in enumerate(self.variables):
            if from_file:  # one at a time
                array = weights[str(i)].astype(variable.dtype.np, copy=False)
                variable.assign(adopt(array))
            else:
                variable.assign(np.asarray(weights[i], variable.dtype.np))

    def save_own_variables(self, store: Any) -> None:
        """Writes `variables` to a mapping, under "0", "1", ..."""
        for i, variable in enumerate(self.variables):
            store[str(i)] = variable.numpy()

    def load_own_variables(self, store: Any) -> None:
        """Reads what `save_own_variables` wrote.

        An optimizer that was saved before its first step has no slots: then it starts afresh, with
        a warning.

        Raises:
          ValueError: the arrays do not fit the variables.
        """
        if len(store) != len(self.variables):
            warnings.warn(
                f"Skipping variable loading for optimizer '{self.name}', because it has "
                f"{len(self.variables)} variables whereas the saved optimizer has "
                f"{len(store)} variables.",
                stacklevel=2,
            )
            return
        # Also without slots: one of several optimizers whose variables are none.
        is_file = isinstance(store, Arrays)
        self._give(store if is_file else [store[str(i)] for i in range(len(store))])

    # For optimizers that users write.

    def add_variable(
        self,
        shape: Sequence[int],
        initializer: Any = "zeros",
        dtype: Any = None,
        aggregation: Any = None,
        layout: Any = None,
        name: str | None = None,
    ) -> Variable:
        """A variable that is listed and saved with the optimizer.

        Args:
          shape: its shape.
          initializer: an initializer or its name.
          dtype: float32 by default.
          aggregation: accepted for compatibility, not used.
          layout: accepted for compatibility, not used.
          name: its name, after the optimizer's.
        """
        initial = initial_value(initializer, shape, as_dtype(dtype or "float32"))
        return self._track(initial, name or "variable")

    def add_variable_from_reference(
        self, reference_variable: Variable, name: str | None = None, initializer: Any = "zeros"
    ) -> Variable:
        """A variable of another one's shape and dtype."""
        name = _slot_name(reference_variable, name or "var")
        return self.add_variable(
            reference_variable.shape, initializer, reference_variable.dtype, name=name
        )

    def add_optimizer_variables(
        self, trainable_variables: Sequence[Variable], name: Any, initializer: Any = "zeros"
    ) -> Any:
        """For each variable one of its shape and dtype; with several names, a list for each."""
        names = [name] if isinstance(name, str) else list(name)
        initializers = (
            list(initializer)
            if isinstance(initializer, (list, tuple))
            else [initializer] * len(names)
        )
        made: list[list[Variable]] = [[] for _ in names]
        for variable in trainable_variables:
            for own, one, start in zip(made, names, initializers, strict=True):
                own.append(self.add_variable_from_reference(variable, one, start))
        return made[0] if isinstance(name, str) else tuple(made)

    def assign(self, variable: Variable, value: Any) -> None:
        """Gives a variable another value."""
        variable.assign(value)

    def assign_add(self, variable: Variable, value: Any) -> None:
        """Adds to a variable."""
        variable.assign_add(value)

    def assign_sub(self, variable: Variable, value: Any) -> None:
        """Subtracts from a variable."""
        variable.assign_sub(value)

    def _get_variable_index(self, variable: Variable) -> int:
        return self._positions[id(variable)]


def _slot_name(variable: Variable, name: str) -> str:
    own = getattr(variable, "path", variable.name)
    return f"{own.removesuffix(':0').replace('/', '_')}_{name}"
