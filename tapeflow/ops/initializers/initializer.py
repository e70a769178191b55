"""`Initializer`: what makes a variable's first value, given a shape and a dtype."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import DType, Tensor, as_dtype
from tapeflow.engine.dtypes import float32


class Initializer:
    """The base of all initializers. A subclass has `__call__(shape, dtype=None)` and `get_config`.

    >>> import tapeflow as tf
    >>> class Twos(tf.keras.initializers.Initializer):
    ...     def __call__(self, shape, dtype=None):
    ...         return 2 * tf.ones(shape, dtype or tf.float32)
    >>> print(tf.Variable(Twos()([2])).numpy())
    [2. 2.]
    """

    def __call__(self, shape: Any, dtype: Any = None) -> Tensor:
        """A tensor of the shape and dtype."""
        raise NotImplementedError(f"{type(self).__name__} has no __call__(shape, dtype=None)")

    def get_config(self) -> dict[str, Any]:
        """The arguments that make another one like this."""
        return {}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Initializer:
        """The initializer that `get_config` describes."""
        return cls(**config)

    def clone(self) -> Initializer:
        """Another one like this; without a seed it draws other numbers."""
        return type(self).from_config(self.get_config())


_default: dict[str, DType] = {"dtype": float32}


def set_default_dtype(dtype: Any) -> None:
    """The dtype of values made without one; float32 at first."""
    _default["dtype"] = as_dtype(dtype)


def chosen_dtype(dtype: Any) -> DType:
    """`dtype`, or the default one for None."""
    return _default["dtype"] if dtype is None else as_dtype(dtype)


def sizes(shape: Any) -> tuple[int, ...]:
    """A shape (list, tuple, `TensorShape`, tensor, or a single number) as a tuple of ints."""
    if isinstance(shape, Tensor):
        shape = shape.numpy()
    if not hasattr(shape, "__iter__"):
        return (int(shape),)
    return tuple([int(size) for size in shape])
