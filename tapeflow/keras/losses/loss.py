"""`Loss`: a loss of every example, weighted and reduced."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tapeflow.engine import Tensor, convert_to_tensor
from tapeflow.keras import backend, masks
from tapeflow.keras.losses.reduction import standardize_reduction
from tapeflow.keras.masks import MASKS
from tapeflow.keras.naming import auto_name
from tapeflow.ops.keras_math.reduction import reduce_loss
from tapeflow.ops.math.cast import cast
from tapeflow.ops.math.logical import logical_and


class Loss:
    """The base class of losses; a subclass defines `call(y_true, y_pred)`.

    Args:
      name: the class's name in snake case by default.
      reduction: "sum_over_batch_size" (the mean), "sum", "none", "mean", "mean_with_sample_weight",
        or one of Keras 2's `Reduction` constants.
      dtype: what labels and predictions are converted to; Keras's `floatx` by default.

    Raises:
      ValueError: there is no such reduction.

    >>> import tapeflow as tf
    >>> class Absolute(tf.keras.losses.Loss):
    ...     def call(self, y_true, y_pred):
    ...         return tf.abs(y_true - y_pred)
    >>> print(Absolute()([1, 2], [2.0, 4.0]))
    tf.Tensor(1.5, shape=(), dtype=float32)
    """

    def __init__(
        self, name: str | None = None, reduction: Any = "sum_over_batch_size", dtype: Any = None
    ):
        self.name = name or auto_name(self)
        self.reduction = standardize_reduction(reduction)
        dtype = getattr(dtype, "compute_dtype", dtype) or backend.floatx()
        self._dtype = getattr(dtype, "name", dtype)

    @property
    def dtype(self) -> str:
        return self._dtype

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Tensor:
        """The reduced loss.

        Args:
          y_true: labels, `[batch, ...]`.
          y_pred: predictions, `[batch, ...]`.
          sample_weight: what each loss is multiplied by first: broadcasts to the losses.
        """
        mask = masks.mask_of(y_pred) if MASKS else None
        losses = self.call(self._labels(y_true), self._converted(y_pred))
        if MASKS:
            mask = _both(mask, masks.mask_of(losses))
        return self._reduced(losses, sample_weight, mask)

    def call(self, y_true: Tensor, y_pred: Tensor) -> Tensor:
        """The losses of all examples."""
        raise NotImplementedError(f"{type(self).__name__} must define `call(self, y_true, y_pred)`")

    def _labels(self, y_true: Any) -> Any:
        return self._converted(y_true)

    def _converted(self, value: Any) -> Any:
        """Tensors of the loss's dtype; dictionaries and lists of arrays keep their form."""
        if value.__class__ is Tensor:
            return value if value._spec.dtype.name == self._dtype else cast(value, self._dtype)
        if isinstance(value, Mapping):
            return {key: self._converted(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)) and any(getattr(item, "ndim", 0) for item in value):
            return type(value)([self._converted(item) for item in value])
        return cast(value, self._dtype)

    def _reduced(self, losses: Any, sample_weight: Any, mask: Tensor | None = None) -> Tensor:
        return reduce_loss(losses, sample_weight, mask, self.reduction)

    def get_config(self) -> dict[str, Any]:
        """The arguments of a loss like this one."""
        return {"name": self.name, "reduction": self.reduction}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Loss:
        """A loss made of what `get_config` gave."""
        return cls(**config)


class LossFunctionWrapper(Loss):
    """A function of labels and predictions as a `Loss`.

    Args:
      fn: `fn(y_true, y_pred, **options)` gives the losses of all examples.
      reduction: see `Loss`.
      name: see `Loss`.
      dtype: see `Loss`.
      **options: passed to `fn` at each call.
    """

    def __init__(
        self,
        fn: Callable,
        reduction: Any = "sum_over_batch_size",
        name: str | None = None,
        dtype: Any = None,
        **options: Any,
    ):
        super().__init__(name, reduction, dtype)
        self.fn = fn
        self._options = options

    def call(self, y_true: Any, y_pred: Any) -> Any:
        if (
            y_pred.__class__ is Tensor
            and y_true.__class__ is Tensor
            and y_pred._spec.ndim != y_true._spec.ndim
        ):
            y_true, y_pred = to_same_rank(y_true, y_pred)
        return self.fn(y_true, y_pred, **self._options)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "fn": self.fn, **self._options}

    def __repr__(self) -> str:
        return f"<LossFunctionWrapper({self.fn}, kwargs={self._options})>"


class BuiltInLoss(LossFunctionWrapper):
    """A loss of ours: its function takes labels of any dtype, and its options are attributes."""

    def __init__(self, fn: Callable, reduction: Any, name: str | None, dtype: Any, **options: Any):
        super().__init__(fn, reduction, name, dtype, **options)
        self.__dict__.update(options)

    def _labels(self, y_true: Any) -> Any:
        return y_true if y_true.__class__ is Tensor else convert_to_tensor(y_true)

    def get_config(self) -> dict[str, Any]:
        return {**Loss.get_config(self), **self._options}


def _both(first: Any, second: Any) -> Any:
    """The mask of what is in two masks, either of which may be missing."""
    if first is None or second is None:
        return second if first is None else first
    return logical_and(first, second)


def to_same_rank(first: Tensor, second: Tensor) -> tuple[Tensor, Tensor]:
    """Makes `[batch]` and `[batch, 1]` two columns; else takes a last axis of 1 off the longer."""
    difference = first._spec.ndim - second._spec.ndim
    if difference == 1 and first._spec.shape[-1] == 1:
        return (first, second[:, None]) if second._spec.ndim == 1 else (first[..., 0], second)
    if difference == -1 and second._spec.shape[-1] == 1:
        return (first[:, None], second) if first._spec.ndim == 1 else (first, second[..., 0])
    return first, second
