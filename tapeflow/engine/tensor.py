"""`Tensor`: an immutable value with a shape and a dtype, held or still pending."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.engine import watch
from tapeflow.engine.dtypes import DType, string
from tapeflow.engine.spec import Spec
from tapeflow.engine.tensor_shape import TensorShape

# Set by `trace`, which knows how to run what is pending; the tensor only knows that it is.
_run = None
# Set by `lost_variables`: an error of a program that was still running, as it is raised.
_explained: Any = None
# Set by `ops.array`: a method that changes the variable of which a tensor is a slice, or None.
slice_method: Any = None


class Tensor:
    """An array of numbers (or strings) that never changes.

    It holds its value, or it is an output of a recorded op that has not run yet; reading the value
    runs the op. Made by `tf.constant` and by every op.

    >>> import tapeflow as tf
    >>> tf.constant([1.0, 2.0]) + 1
    <tf.Tensor: shape=(2,), dtype=float32, numpy=array([2., 3.], dtype=float32)>
    """

    # _value: a NumPy array, a Python number (a scalar that stays data) or a jax.Array; None if
    # pending. _trace, _index: the trace that will compute it, and which of its outputs it is.
    # _serial: that trace's number, which outlives the trace. _variable: a weak reference to the
    # variable whose value this is, or None.
    __slots__ = ("__weakref__", "_index", "_serial", "_spec", "_trace", "_value", "_variable")
    __array_priority__ = 100

    def __init__(self, value: Any, spec: Spec):
        self._value = value
        self._spec = spec
        self._trace = None
        self._serial = 0
        self._index = 0
        self._variable = None

    @property
    def shape(self) -> TensorShape:
        return self._spec.public_shape

    @property
    def dtype(self) -> DType:
        return self._spec.dtype

    @property
    def ndim(self) -> int:
        return self._spec.ndim

    @property
    def name(self) -> str:
        raise AttributeError("Tensor.name is undefined when eager execution is enabled.")

    @property
    def device(self) -> str:
        return "/job:localhost/replica:0/task:0/device:CPU:0"

    def get_shape(self) -> TensorShape:
        return self._spec.public_shape

    def set_shape(self, shape: Any) -> None:
        """Checks that `shape` is compatible; an eager tensor's shape is known already."""
        if not self.shape.is_compatible_with(shape):
            raise ValueError(
                f"Tensor's shape {self.shape} is not compatible with supplied shape {shape}"
            )

    def value(self) -> Any:
        """The array, computed by now or under way: NumPy's, JAX's, or a Python number."""
        if self._trace is not None:
            _run(self)
        return self._value

    def numpy(self) -> Any:
        """The value as a NumPy array of the user's own; of a scalar, a NumPy scalar (or bytes)."""
        watchers = watch.watchers
        for watcher in watchers:
            watcher.read_begins(self)
        value = self._numpy()
        for watcher in watchers:
            watcher.read_ended(self, value)
        return value

    def _numpy(self) -> Any:
        value = self._value
        if value is None:
            value = self.value()
        spec = self._spec
        try:
            if spec.ndim:
                return np.array(value, spec.dtype.np)
            if spec.dtype is string:
                return value if isinstance(value, bytes) else value[()]
            return np.asarray(value, spec.dtype.np)[()]
        except RuntimeError as error:  # of a program that was still running
            raise _explained(error, []) from error

    def eval(self, feed_dict: Any = None, session: Any = None) -> Any:
        """Of TensorFlow 1.

        Raises:
          NotImplementedError: always.
        """
        raise NotImplementedError(
            "eval is not supported when eager execution is enabled, is .numpy() what you're "
            "looking for?"
        )

    def ref(self) -> Reference:
        """A hashable reference, for use as a dictionary's key."""
        return Reference(self)

    experimental_ref = ref

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        array = np.asarray(self.numpy())
        return array if dtype is None else array.astype(dtype)

    def __float__(self) -> float:
        return float(self._scalar())

    def __int__(self) -> int:
        return int(self._scalar())

    def __complex__(self) -> complex:
        return complex(self._scalar())

    def __index__(self) -> int:
        if not (self.dtype.is_integer and self.ndim == 0):
            raise TypeError(
                f"only integer scalar tensors can be converted to an index, not {self.dtype.name} "
                f"of shape {self.shape}"
            )
        return int(self.numpy())

    def __bool__(self) -> bool:
        if self._spec.size != 1 and self._spec.ndim:
            raise ValueError(
                "The truth value of an array with more than one element is ambiguous. "
                "Use tf.reduce_any(...) or tf.reduce_all(...)"
            )
        return bool(self.numpy())

    def _scalar(self) -> Any:
        value = self.numpy()
        if isinstance(value, np.ndarray):
            if value.size != 1:
                raise TypeError(
                    "only size-1 tensors can be converted to Python scalars, "
                    f"this one has shape {self.shape}"
                )
            return value.item()
        return value

    def __len__(self) -> int:
        if not self._spec.ndim:
            raise TypeError("Scalar tensor has no `len()`")
        return self._spec.shape[0]

    def __iter__(self):
        if not self._spec.ndim:
            raise TypeError("Cannot iterate over a scalar tensor.")
        for position in range(self._spec.shape[0]):
            yield self[position]

    def __hash__(self):
        raise TypeError("Tensor is unhashable. Instead, use tensor.ref() as the key.")

    def __format__(self, format_spec: str) -> str:
        return format(self.numpy(), format_spec)

    def __str__(self) -> str:
        if self._trace is not None and self._trace.graph is not None:
            return f'Tensor("{self._index}:0", shape={self.shape}, dtype={self.dtype.name})'
        return f"tf.Tensor({value_text(self, str)}, shape={self.shape}, dtype={self.dtype.name})"

    def __repr__(self) -> str:
        if self._trace is not None and self._trace.graph is not None:
            return f"<tf.Tensor '{self._index}:0' shape={self.shape} dtype={self.dtype.name}>"
        text = value_text(self, repr)
        return f"<tf.Tensor: shape={self.shape}, dtype={self.dtype.name}, numpy={text}>"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(repr(self))

    def __copy__(self) -> Tensor:
        return self

    def __deepcopy__(self, memo: dict) -> Tensor:
        return self

    def __reduce__(self):
        return _rebuild, (np.asarray(self.numpy()), self.dtype.name)

    def __getattr__(self, name: str):
        if name.startswith("_"):
            raise AttributeError(name)
        if name.startswith("assign") and slice_method is not None:
            method = slice_method(self, name)
            if method is not None:
                return method
        hint = {
            "astype": "tf.cast(x, dtype)",
            "reshape": "tf.reshape(x, shape)",
            "ravel": "tf.reshape(x, [-1])",
            "T": "tf.transpose(x)",
            "tolist": "x.numpy().tolist()",
            "item": "x.numpy().item()",
            "size": "tf.size(x)",
        }.get(name)
        fix = f"; use {hint}" if hint else ""
        raise AttributeError(
            f"'tensorflow.python.framework.ops.EagerTensor' object has no attribute '{name}'{fix}"
        )


def wait(tensor: Tensor) -> None:
    """Returns when the value is there."""
    watchers = watch.watchers
    for watcher in watchers:
        watcher.read_begins(tensor)
    try:
        getattr(tensor.value(), "block_until_ready", lambda: None)()
    except RuntimeError as error:
        raise _explained(error, []) from error
    for watcher in watchers:
        watcher.read_ended(tensor, None)


class Reference:
    """A hashable stand-in for a tensor or variable; `deref` gives it back."""

    __slots__ = ("_wrapped",)

    def __init__(self, wrapped: Any):
        self._wrapped = wrapped

    def deref(self) -> Any:
        return self._wrapped

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reference) and self._wrapped is other._wrapped

    def __hash__(self) -> int:
        return id(self._wrapped)

    def __repr__(self) -> str:
        return f"<Reference wrapping {self._wrapped!r}>"


def value_text(tensor: Tensor, form: Any) -> str:
    """The value as TensorFlow prints it: NumPy's `repr` or `str`, and a bare number for a scalar.

    A value of several lines starts on a line of its own.
    """
    value = tensor.numpy()
    if isinstance(value, bytes):
        return repr(value)
    if not tensor.ndim and form is repr:
        return repr(value.item())
    text = str(value) if not tensor.ndim else form(value)
    return f"\n{text}" if "\n" in text else text


def _rebuild(array: np.ndarray, dtype: str) -> Tensor:
    from tapeflow.engine.convert import convert_to_tensor  # convert imports this module

    return convert_to_tensor(array, dtype)
