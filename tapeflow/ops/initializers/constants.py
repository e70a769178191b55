"""Initializers without chance: `Zeros`, `Ones`, `Constant` and `Identity`."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.engine import Tensor, convert_to_tensor, problem
from tapeflow.engine.spec import spec
from tapeflow.ops.initializers.initializer import Initializer, chosen_dtype, sizes


class Zeros(Initializer):
    """All zeros.

    >>> import tapeflow as tf
    >>> print(tf.keras.initializers.Zeros()([3]))
    tf.Tensor([0. 0. 0.], shape=(3,), dtype=float32)
    """

    def __call__(self, shape: Any, dtype: Any = None, **kwargs: Any) -> Tensor:
        return filled(sizes(shape), 0, chosen_dtype(dtype))


class Ones(Initializer):
    """All ones.

    >>> import tapeflow as tf
    >>> print(tf.keras.initializers.Ones()([3], "int32"))
    tf.Tensor([1 1 1], shape=(3,), dtype=int32)
    """

    def __call__(self, shape: Any, dtype: Any = None, **kwargs: Any) -> Tensor:
        return filled(sizes(shape), 1, chosen_dtype(dtype))


class Constant(Initializer):
    """One value everywhere, or values that broadcast to the shape.

    Args:
      value: a number, or an array whose shape broadcasts to the one asked for.

    >>> import tapeflow as tf
    >>> print(tf.keras.initializers.Constant(3.0)([2]))
    tf.Tensor([3. 3.], shape=(2,), dtype=float32)
    """

    def __init__(self, value: Any = 0.0):
        self.value = value

    def __call__(self, shape: Any, dtype: Any = None, **kwargs: Any) -> Tensor:
        return filled(sizes(shape), self.value, chosen_dtype(dtype))

    def get_config(self) -> dict[str, Any]:
        return {"value": plain(self.value)}


class Identity(Initializer):
    """The identity matrix times `gain`; for matrices only.

    Args:
      gain: the value on the diagonal.

    Raises:
      ValueError: called with a shape of other than two axes.

    >>> import tapeflow as tf
    >>> print(tf.keras.initializers.Identity(2.0)([2, 3]).numpy())
    [[2. 0. 0.]
     [0. 2. 0.]]
    """

    def __init__(self, gain: float = 1.0):
        self.gain = gain

    def __call__(self, shape: Any, dtype: Any = None, **kwargs: Any) -> Tensor:
        shape = sizes(shape)
        if len(shape) != 2:
            raise ValueError(
                problem(
                    "Identity matrix initializer can only be used for 2D matrices",
                    given=f"shape {shape}",
                    fix="tf.keras.initializers.Orthogonal takes two or more axes",
                )
            )
        dtype = chosen_dtype(dtype)
        return Tensor(np.eye(*shape, dtype=dtype.np) * dtype.np.type(self.gain), spec(shape, dtype))

    def get_config(self) -> dict[str, Any]:
        return {"gain": self.gain}


def filled(shape: tuple[int, ...], value: Any, dtype: Any) -> Tensor:
    """`value` broadcast to `shape`, as a tensor whose value is on the host."""
    if isinstance(value, Tensor):
        value = value.numpy()
    array = np.asarray(value).astype(dtype.np)
    try:
        return Tensor(np.full(shape, array, dtype.np), spec(shape, dtype))
    except ValueError as error:
        raise ValueError(
            problem(
                "Constant: the value does not fit", f"{array.shape}", f"what broadcasts to {shape}"
            )
        ) from error


def plain(value: Any) -> Any:
    """A value for a config: arrays and tensors as Keras writes them."""
    if isinstance(value, (Tensor, np.ndarray)):
        array = np.asarray(convert_to_tensor(value).numpy())
        kind = "__tensor__" if isinstance(value, Tensor) else "__numpy__"
        return {"class_name": kind, "config": {"value": array.tolist(), "dtype": array.dtype.name}}
    return value
