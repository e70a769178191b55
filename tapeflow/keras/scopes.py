"""`StatelessScope`, `SymbolicScope` and `name_scope`: what calls inside a block do not do."""

from __future__ import annotations

import threading
from typing import Any

from tapeflow.engine import Tensor, Variable, convert_to_tensor, problem
from tapeflow.ops.host.graph_names import name_scope as _tensorflow_name_scope


class _Local(threading.local):
    stateless: StatelessScope | None = None
    symbolic: SymbolicScope | None = None


_local = _Local()


class StatelessScope:
    """A `with` block in which variables have other values, and after which they have their own.

    Args:
      state_mapping: pairs of a variable and the value it has inside. A variable that is not among
        them keeps what it is assigned.
      collect_losses: whether `add_loss` is called by nobody but the user; kept for compatibility.
      initialize_variables: kept for compatibility: a variable has its value when it is made.

    Raises:
      ValueError: not a variable, or a value of another shape.

    >>> import tapeflow as tf
    >>> v = tf.Variable(1.0)
    >>> with tf.keras.StatelessScope([(v, 5.0)]) as scope:
    ...     _ = v.assign_add(1.0)
    >>> scope.get_current_value(v).numpy(), v.numpy()
    (np.float32(6.0), np.float32(1.0))
    """

    def __init__(
        self,
        state_mapping: Any = None,
        collect_losses: bool = False,
        initialize_variables: bool = True,
    ):
        self.collect_losses, self.initialize_variables = collect_losses, initialize_variables
        self.losses: list[Any] = []
        self.state_mapping: dict[int, Tensor] = {}
        self._variables: list[Variable] = []
        self._before: list[Tensor] | None = None
        for variable, value in state_mapping or ():
            self._add(variable, value)

    def _add(self, variable: Any, value: Any) -> None:
        if not isinstance(variable, Variable):
            raise ValueError(
                problem(
                    "Invalid reference variable in StatelessScope: all keys in argument `mapping` "
                    "must be Variable instances.",
                    given=repr(variable),
                )
            )
        tensor = convert_to_tensor(value, variable._dtype)
        if tensor.shape != variable.shape:
            raise ValueError(
                problem(
                    "Invalid variable value in StatelessScope: the shape must match the variable's",
                    given=f"{tensor.shape} for {variable.name}",
                    expected=str(variable.shape),
                )
            )
        self._variables.append(variable)
        self.state_mapping[id(variable)] = tensor

    def __enter__(self) -> StatelessScope:
        self._outer, _local.stateless = _local.stateless, self
        self._before = [variable._tensor for variable in self._variables]
        for variable in self._variables:
            variable.assign(self.state_mapping[id(variable)])
        return self

    def __exit__(self, *exception: Any) -> None:
        _local.stateless = self._outer
        before, self._before = self._before or [], None
        for variable, previous in zip(self._variables, before, strict=True):
            self.state_mapping[id(variable)] = variable._tensor
            variable.assign(previous)

    def add_loss(self, loss: Any) -> None:
        """Adds to `losses`."""
        self.losses.append(loss)

    def add_update(self, update: tuple[Variable, Any]) -> None:
        """Gives a variable of the mapping another value."""
        variable, value = update
        if self._before is None:
            self.state_mapping[id(variable)] = convert_to_tensor(value, variable._dtype)
        else:
            variable.assign(value)

    def get_current_value(self, variable: Variable) -> Tensor | None:
        """What the variable holds inside, or held at the end; None of one that is not mapped."""
        if id(variable) not in self.state_mapping:
            return None
        return self.state_mapping[id(variable)] if self._before is None else variable._tensor


class SymbolicScope:
    """A `with` block that says that shapes are being told; it changes nothing.

    A call on KerasTensors never computes, inside or outside.
    """

    def __enter__(self) -> SymbolicScope:
        self._outer, _local.symbolic = _local.symbolic, self
        return self

    def __exit__(self, *exception: Any) -> None:
        _local.symbolic = self._outer


class name_scope(_tensorflow_name_scope):
    """A `with` block whose name comes before those of the `tf.keras.Variable`s made in it.

    Args:
      name: without a slash.
      **kwargs: Keras's own `caller`, `deduplicate` and `override_parent`, not used.

    Raises:
      ValueError: not a string, or with a slash.

    >>> import tapeflow as tf
    >>> with tf.keras.name_scope("block"):
    ...     print(tf.keras.Variable(1.0, name="scale").path)
    block/scale
    """

    def __init__(self, name: str, **kwargs: Any):
        if not isinstance(name, str) or "/" in name:
            raise ValueError(
                problem(
                    "Argument `name` must be a string and cannot contain character `/`: "
                    "tf.keras.name_scope",
                    given=repr(name),
                )
            )
        super().__init__(name)
