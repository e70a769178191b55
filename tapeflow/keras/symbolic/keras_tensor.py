"""`KerasTensor`: stands for a tensor while a functional model is put together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, NoReturn

from tapeflow.engine import CONVERTERS, DType, Symbolic, as_dtype
from tapeflow.keras import naming
from tapeflow.keras.symbolic.operators import install_operators
from tapeflow.keras.symbolic.shape import Shape


class KerasHistory(NamedTuple):
    """Where a KerasTensor comes from: an operation, which of its calls, which of its outputs."""

    operation: Any
    node_index: int
    tensor_index: int


class KerasTensor:
    """A shape and a dtype without a value, made by `tf.keras.Input` and by calls on such.

    Layers, `tf.*` and `keras.ops` functions and Python's operators take it and give others; what
    was called is remembered, and `tf.keras.Model(inputs, outputs)` computes it.

    Args:
      shape: with the batch; None where a size is free.
      dtype: of the tensors it stands for.
      sparse, ragged: whether sparse or ragged tensors are meant, as an input; not both.
      record_history: kept for compatibility.
      name: by default `keras_tensor`.

    >>> import tapeflow as tf
    >>> x = tf.keras.Input((3,), name="x")
    >>> x
    <KerasTensor shape=(None, 3), dtype=float32, sparse=False, ragged=False, name=x>
    >>> tf.reduce_sum(x * 2 + 1, axis=1).shape
    (None,)
    """

    # _sizes: for what is computed of unknown sizes (tf.shape(x)[0]), its values in the recordings
    # of `trace_spec`.
    __slots__ = (
        "__weakref__", "_keras_history", "_mask", "_name", "_sizes", "dtype", "ragged", "shape",
        "sparse",
    )  # fmt: skip
    __array_ufunc__ = None  # NumPy's operators leave it to ours

    def __init__(
        self,
        shape: Any,
        dtype: Any = "float32",
        sparse: bool = False,
        ragged: bool = False,
        record_history: bool = True,
        name: str | None = None,
    ):
        self.shape = shape if shape.__class__ is Shape else Shape(shape)
        self.dtype: DType = as_dtype(dtype)
        if sparse and ragged:
            raise ValueError("KerasTensor cannot have `sparse=True` and `ragged=True` both")
        self.sparse, self.ragged = sparse, ragged
        self._name = name
        self._mask: Any = None
        self._sizes: tuple | None = None
        self._keras_history: KerasHistory | None = None

    @property
    def name(self) -> str:
        if self._name is None:
            self._name = naming.auto_name("keras_tensor")
        return self._name

    @name.setter
    def name(self, name: str) -> None:
        self._name = name

    @property
    def ndim(self) -> int:
        return len(self.shape)

    @property
    def _spec(self) -> NoReturn:
        # What looks at sizes inside an op must be recorded as a whole.
        raise Symbolic(self)

    @property
    def _keras_mask(self) -> Any:
        """The mask that a layer gives it, as another KerasTensor; None without one."""
        if self._mask is None and self._keras_history is not None:
            operation, node_index, tensor_index = self._keras_history
            self._mask = operation._symbolic_mask(node_index, tensor_index)
        return self._mask

    def get_shape(self) -> Shape:
        return self.shape

    def set_shape(self, shape: Any) -> None:
        """Fills in sizes that are not known."""
        known = zip(self.shape, tuple(shape), strict=True)
        self.shape = Shape(mine if its is None else its for mine, its in known)

    def ref(self) -> Any:
        """A hashable reference; a KerasTensor is hashable itself."""
        return _Reference(self)

    experimental_ref = ref

    def reshape(self, newshape: Any) -> KerasTensor:
        from tapeflow.ops.array import reshape  # a method by this name hides it in the class

        return reshape(self, newshape)

    def squeeze(self, axis: Any = None) -> KerasTensor:
        from tapeflow.ops.array import squeeze

        return squeeze(self, axis)

    def __getattr__(self, name: str) -> NoReturn:
        fix = f"\n  fix:      {_FIXES[name]}" if name in _FIXES else ""
        raise AttributeError(f"'KerasTensor' object has no attribute '{name}'{fix}")

    def __len__(self) -> NoReturn:
        raise TypeError(
            "object of type 'KerasTensor' has no len()\n"
            "  fix:      x.shape[0], or tf.shape(x)[0] where that is None"
        )

    def __bool__(self) -> NoReturn:
        raise TypeError("A symbolic KerasTensor cannot be used as a boolean.")

    def __float__(self) -> NoReturn:
        raise _no_value("a float")

    def __int__(self) -> NoReturn:
        raise _no_value("an int")

    def __index__(self) -> NoReturn:
        raise _no_value("an int")

    def __iter__(self) -> Iterator:
        raise NotImplementedError(
            "Iterating over a symbolic KerasTensor is not supported. Use tf.unstack(x, axis=...), "
            "or x[:, i] for one entry."
        )

    def __array__(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise _no_value("a NumPy array")

    def __hash__(self) -> int:
        return id(self)

    def __getstate__(self) -> tuple:
        # Where it comes from is told by the model that it is copied with.
        return self.shape, self.dtype, self._name, self._sizes, self.sparse, self.ragged

    def __setstate__(self, state: tuple) -> None:
        self.shape, self.dtype, self._name, self._sizes, self.sparse, self.ragged = state
        self._mask = self._keras_history = None

    def __repr__(self) -> str:
        return (
            f"<KerasTensor shape={tuple(self.shape)}, dtype={self.dtype.name}, "
            f"sparse={self.sparse}, ragged={self.ragged}, name={self.name}>"
        )


class _Reference:
    """A hashable stand-in; `deref` gives the KerasTensor back."""

    __slots__ = ("_tensor",)

    def __init__(self, tensor: KerasTensor):
        self._tensor = tensor

    def deref(self) -> KerasTensor:
        return self._tensor

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Reference) and other._tensor is self._tensor

    def __hash__(self) -> int:
        return id(self._tensor)


_FIXES = {
    "numpy": "give the model data: model(x).numpy()",
    "astype": "tf.cast(x, dtype)",
    "T": "tf.transpose(x)",
}


def _no_value(kind: str) -> ValueError:
    return ValueError(
        "A KerasTensor is symbolic: it's a placeholder for a shape and a dtype. It doesn't have "
        f"any actual numerical value. You cannot convert it to {kind}.\n"
        "  fix:      compute with tf.* functions, or in the call method of a layer"
    )


def is_keras_tensor(x: Any) -> bool:
    """Whether `x` is a KerasTensor: what `tf.keras.Input` and calls on it give."""
    return isinstance(x, KerasTensor)


def _refuse(value: KerasTensor, dtype: DType | None) -> NoReturn:
    raise Symbolic(value)


CONVERTERS[KerasTensor] = _refuse
install_operators(KerasTensor)
