"""`Variable`: a name for a tensor, which can be given another."""

from __future__ import annotations

import weakref
from collections import deque
from collections.abc import Sequence
from itertools import repeat
from typing import Any

import jax
import numpy as np

from tapeflow.engine.convert import CONVERTERS, convert_to_tensor
from tapeflow.engine.dtypes import DType, as_dtype
from tapeflow.engine.errors import invalid, problem
from tapeflow.engine.init_scope import init_scope, lifted
from tapeflow.engine.op import op
from tapeflow.engine.tensor import Reference, Tensor, value_text
from tapeflow.engine.tensor_shape import TensorShape
from tapeflow.engine.trace import Trace, current, flush, local
from tapeflow.engine.variable_creators import CreatedInScopes


@op("identity")
def _identity(x: jax.Array) -> jax.Array:
    return x


@op("assign_add")
def _add(variable: jax.Array, delta: jax.Array) -> jax.Array:
    return variable + delta


@op("assign_sub")
def _sub(variable: jax.Array, delta: jax.Array) -> jax.Array:
    return variable - delta


class VariableSynchronization:
    """When copies of a variable are made equal: accepted for compatibility."""

    AUTO, NONE, ON_WRITE, ON_READ = "auto", "none", "on_write", "on_read"


class VariableAggregation:
    """How updates of a variable's copies are joined: accepted for compatibility."""

    NONE, SUM, MEAN, ONLY_FIRST_REPLICA = "none", "sum", "mean", "only_first_replica"


class Variable(metaclass=CreatedInScopes):
    """A value that can be changed in place by `assign`, `assign_add` and `assign_sub`.

    Args:
      initial_value: a tensor, anything that converts to one, or a function without arguments that
        gives it.
      trainable: whether a `GradientTape` watches it by itself. True by default.
      validate_shape: if False, a later value may have any shape.
      caching_device: accepted for compatibility, not used.
      name: printed with it; `Variable` by default.
      variable_def, import_scope: of TensorFlow 1; only None.
      dtype: what `initial_value` is converted to.
      constraint: a function applied to the variable by optimizers after an update.
      synchronization, aggregation: accepted for compatibility, not used.
      shape: the shape later values must be compatible with; by default the initial value's.

    >>> import tapeflow as tf
    >>> v = tf.Variable([1.0, 2.0], name="v")
    >>> v.assign_add([1.0, 1.0])
    <tf.Variable 'v:0' shape=(2,) dtype=float32, numpy=array([2., 3.], dtype=float32)>
    """

    __array_priority__ = 101

    def __init__(
        self,
        initial_value: Any = None,
        trainable: bool | None = None,
        validate_shape: bool = True,
        caching_device: Any = None,
        name: str | None = None,
        variable_def: Any = None,
        dtype: Any = None,
        import_scope: str | None = None,
        constraint: Any = None,
        synchronization: Any = VariableSynchronization.AUTO,
        aggregation: Any = VariableAggregation.NONE,
        shape: Any = None,
        experimental_enable_variable_lifting: bool = True,
    ):
        if initial_value is None:
            raise ValueError(
                "The `initial_value` arg to `tf.Variable` must not be None except when you are "
                "not providing a `variable_def`. Received: initial_value=None"
            )
        self._self_reference = weakref.ref(self)
        if local.on_variable is not None:
            local.on_variable(self)
        with init_scope():
            if callable(initial_value):
                initial_value = initial_value()
            if initial_value.__class__ is Tensor:
                initial_value = lifted(initial_value)
            tensor = _own(initial_value, None if dtype is None else as_dtype(dtype))
        self._shape = TensorShape(shape) if shape is not None else tensor.shape
        if not validate_shape:
            self._shape = TensorShape(None)
        self._shape.assert_is_compatible_with(tensor.shape)
        self._dtype = tensor.dtype
        self._trainable = trainable if trainable is not None else True
        self._name = name or "Variable"
        self._constraint = constraint
        self._synchronization, self._aggregation = synchronization, aggregation
        tensor._variable = self._self_reference
        self._tensor = tensor
        if tensor._trace is not None:
            tensor._trace.variable_outputs.append(tensor._index)

    @property
    def name(self) -> str:
        return f"{self._name}:0"

    @property
    def shape(self) -> TensorShape:
        return self._shape

    @property
    def dtype(self) -> DType:
        return self._dtype

    @property
    def ndim(self) -> int:
        return self._tensor.ndim

    @property
    def trainable(self) -> bool:
        return self._trainable

    @property
    def constraint(self) -> Any:
        return self._constraint

    @property
    def synchronization(self) -> Any:
        return self._synchronization

    @property
    def aggregation(self) -> Any:
        return self._aggregation

    @property
    def device(self) -> str:
        return self._tensor.device

    @property
    def handle(self) -> Variable:
        return self

    def value(self) -> Tensor:
        """The present value, as a tensor that later assignments do not change."""
        return self._tensor

    read_value = value

    def get_shape(self) -> TensorShape:
        return self._shape

    def set_shape(self, shape: Any) -> None:
        self._shape = self._shape.merge_with(shape)

    def initialized_value(self) -> Tensor:
        return self._tensor

    def is_initialized(self, name: str | None = None) -> bool:
        return True

    def numpy(self) -> Any:
        return self._tensor.numpy()

    def ref(self) -> Reference:
        """A hashable reference, for use as a dictionary's key."""
        return Reference(self)

    experimental_ref = ref

    def assign(
        self,
        value: Any,
        use_locking: bool = False,
        name: str | None = None,
        read_value: bool = True,
    ) -> Any:
        """Gives the variable another value.

        Args:
          value: a tensor of the variable's dtype, or what converts to it, of a compatible shape.
          use_locking, name: accepted for compatibility, not used.
          read_value: if False, None is returned rather than the variable.

        Raises:
          ValueError: shape or dtype don't fit; the variable keeps its value.
        """
        self._start_assign()
        new = _own(value, self._dtype)
        if new._spec is not self._tensor._spec:
            self._check_shape(new.shape)
        self._replace(new)
        return self if read_value else None

    def assign_add(
        self,
        delta: Any,
        use_locking: bool = False,
        name: str | None = None,
        read_value: bool = True,
    ) -> Any:
        """Adds `delta` to the value; arguments and errors are those of `assign`."""
        return self._update(_add, delta, read_value)

    def assign_sub(
        self,
        delta: Any,
        use_locking: bool = False,
        name: str | None = None,
        read_value: bool = True,
    ) -> Any:
        """Subtracts `delta` from the value; arguments and errors are those of `assign`."""
        return self._update(_sub, delta, read_value)

    def _update(self, function: Any, delta: Any, read_value: bool) -> Any:
        self._start_assign()
        delta = convert_to_tensor(delta, self._dtype)
        if delta._spec is not self._tensor._spec:
            raise invalid(
                f"Cannot update variable '{self.name}' with shape {self._tensor.shape} using "
                f"a Tensor with shape {delta.shape}, shapes must be equal",
                fix=f"tf.broadcast_to(delta, {self._tensor.shape})",
            )
        self._replace(function(self._tensor, delta))
        return self if read_value else None

    def _start_assign(self) -> None:
        # Assigned again without anybody looking: a loop's next turn. What it left is run, so that
        # the trace can't grow and every turn gives the same program.
        trace = local.trace
        if trace is not None and id(self) in trace.rollback:
            flush(trace)

    def _replace(self, new: Tensor) -> None:
        """Makes `new`, which nobody else holds, the value."""
        self._prepare(new._trace or current(), new)
        self._tensor = new

    def _prepare(self, trace: Trace, new: Tensor) -> None:
        """Notes in the trace and in tapes that `new` is about to become the value."""
        identity = id(self)
        previous = self._tensor
        recorded = new._trace is not None or trace.graph is not None
        if recorded and identity not in trace.rollback:
            trace.rollback[identity] = (self._self_reference, previous)
        if new._trace is not None:
            trace.variable_outputs.append(new._index)
        elif local.tapes and local.last is not None:
            ran = local.last()
            if ran is not None and ran.serial == new._serial:
                ran.variable_outputs.append(new._index)
        for reference in local.tapes:
            tape = reference()
            if tape is not None:
                tape.note_assign(self, previous)
        new._variable = self._self_reference

    def _check_shape(self, shape: Any) -> None:
        if not self._shape.is_compatible_with(shape):
            raise ValueError(
                problem(
                    f"Cannot assign value to variable '{self.name}': Shape mismatch. "
                    f"The variable shape {self._shape}, and the assigned value shape "
                    f"{TensorShape(shape)} are incompatible.",
                    fix="reshape the value, or make the variable with shape=tf.TensorShape(None)",
                )
            )

    def __iadd__(self, other: Any) -> Any:
        raise _augmented("+", "add")

    def __isub__(self, other: Any) -> Any:
        raise _augmented("-", "sub")

    def __imul__(self, other: Any) -> Any:
        raise _augmented("*", None)

    def __itruediv__(self, other: Any) -> Any:
        raise _augmented("/", None)

    def __ifloordiv__(self, other: Any) -> Any:
        raise _augmented("//", None)

    def __ipow__(self, other: Any) -> Any:
        raise _augmented("**", None)

    def __len__(self) -> int:
        return len(self._tensor)

    def __iter__(self):
        return iter(self._tensor)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return self._tensor.__array__(dtype)

    def __float__(self) -> float:
        return float(self._tensor)

    def __int__(self) -> int:
        return int(self._tensor)

    def __index__(self) -> int:
        return self._tensor.__index__()

    def __bool__(self) -> bool:
        return bool(self._tensor)

    def __format__(self, format_spec: str) -> str:
        return format(self.numpy(), format_spec) if format_spec else str(self)

    def __hash__(self):
        raise TypeError(
            f"Variable is unhashable. Instead, use variable.ref() as the key. (Variable: {self!r})"
        )

    def __repr__(self) -> str:
        return (
            f"<tf.Variable '{self.name}' shape={self._shape} dtype={self._dtype.name}, "
            f"numpy={value_text(self._tensor, repr)}>"
        )

    def __deepcopy__(self, memo: dict) -> Variable:
        copied = type(self).__new__(type(self))
        memo[id(self)] = copied
        copied.__dict__.update(self.__dict__)
        copied._self_reference = weakref.ref(copied)
        copied._tensor = _own(self._tensor, self._dtype)
        copied._tensor._variable = copied._self_reference
        return copied

    def __getstate__(self) -> dict:
        state = {
            name: value
            for name, value in self.__dict__.items()
            if name not in ("_self_reference", "_tensor")
        }
        return state | {"_value": np.asarray(self.numpy())}

    def __setstate__(self, state: dict) -> None:
        value = state.pop("_value")
        self.__dict__.update(state)
        self._self_reference = weakref.ref(self)
        self._tensor = convert_to_tensor(value, self._dtype)
        self._tensor._variable = self._self_reference


def _augmented(sign: str, method: str | None) -> RuntimeError:
    instead = (
        f"variable.assign_{method}(value)" if method else f"variable.assign(variable {sign} value)"
    )
    return RuntimeError(
        f"`variable {sign}= value` with `tf.Variable`s is not supported. Use `{instead}` to change "
        f"the variable, or `output = variable {sign} value` to get a new Tensor."
    )


def assign_all(variables: Sequence[Variable], tensors: Sequence[Tensor]) -> None:
    """Gives each variable a new value at once, so that no interrupt comes between them.

    Args:
      variables: any number of them.
      tensors: for each a fresh op result of its own shape and dtype that nobody else holds.
    """
    trace = tensors[0]._trace or current()
    # As in `_start_assign`; what is assigned has been recorded already, so two turns go together.
    again = id(variables[0]) in trace.rollback
    if again or local.tapes or trace is not tensors[0]._trace:
        for variable, tensor in zip(variables, tensors, strict=True):
            variable._prepare(trace, tensor)
    else:  # the same without looking at each: an optimizer's step comes by here
        trace.variable_outputs.extend([tensor._index for tensor in tensors])
        for variable, tensor in zip(variables, tensors, strict=True):
            reference = tensor._variable = variable._self_reference
            trace.rollback.setdefault(id(variable), (reference, variable._tensor))
    # One loop in C, which no signal handler can come into.
    deque(map(setattr, variables, repeat("_tensor"), tensors), maxlen=0)
    if again:
        flush(trace)


def _own(value: Any, dtype: DType | None) -> Tensor:
    """A tensor of that value which is nobody else's."""
    tensor = convert_to_tensor(value, dtype)
    held = tensor._value
    if (
        held.__class__ is float or held.__class__ is int
    ):  # enters programs as an array from the start
        return Tensor(np.asarray(held, tensor._spec.dtype.np), tensor._spec)
    if tensor is value or value.__class__ in CONVERTERS or isinstance(value, jax.Array):
        recorded = local.trace is not None and local.trace.graph is not None
        if held is None or recorded or isinstance(held, jax.Array):
            return _identity(tensor)  # in a function: what another variable holds at each call
        return Tensor(held, tensor._spec)  # host values never change
    return tensor


def _from_variable(variable: Variable, dtype: DType | None) -> Tensor:
    return convert_to_tensor(variable._tensor, dtype)


CONVERTERS[Variable] = _from_variable
