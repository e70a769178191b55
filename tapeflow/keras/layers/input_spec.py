"""`InputSpec`: what a layer's inputs must look like."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import as_dtype, problem


class InputSpec:
    """Rank, shape, dtype and sizes of axes that a layer expects of one input.

    Args:
      dtype: the dtype, or None for any.
      shape: the shape, with None for free axes.
      ndim, min_ndim, max_ndim: the rank, or its bounds.
      axes: a dict from axis to size.
      allow_last_axis_squeeze: whether a last axis of size 1 may be missing.
      name, optional: kept for compatibility.

    >>> import tapeflow as tf
    >>> tf.keras.layers.InputSpec(min_ndim=2, axes={-1: 7})
    InputSpec(min_ndim=2, axes={-1: 7})
    """

    def __init__(
        self,
        dtype: Any = None,
        shape: Any = None,
        ndim: int | None = None,
        max_ndim: int | None = None,
        min_ndim: int | None = None,
        axes: dict[int, int | None] | None = None,
        allow_last_axis_squeeze: bool = False,
        name: str | None = None,
        optional: bool = False,
    ):
        self.dtype = None if dtype is None else as_dtype(dtype).name
        self.shape = None if shape is None else tuple(shape)
        self.ndim = len(self.shape) if self.shape is not None else ndim
        self.max_ndim, self.min_ndim = max_ndim, min_ndim
        self.axes = {int(axis): size for axis, size in (axes or {}).items()}
        self.allow_last_axis_squeeze = allow_last_axis_squeeze
        self.name, self.optional = name, optional

    def get_config(self) -> dict[str, Any]:
        names = ("dtype", "shape", "ndim", "max_ndim", "min_ndim", "axes", "optional")
        return {name: getattr(self, name) for name in names}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> InputSpec:
        return cls(**config)

    def __repr__(self) -> str:
        names = ("dtype", "shape", "ndim", "max_ndim", "min_ndim", "axes")
        known = [f"{name}={getattr(self, name)}" for name in names if getattr(self, name)]
        return f"InputSpec({', '.join(known)})"


def check_inputs(layer: Any, specs: Any, inputs: Any) -> None:
    """Compares inputs with the specs of a layer.

    Raises:
      ValueError: the first difference, by the layer's name.
    """
    specs = list(specs.values()) if isinstance(specs, dict) else specs
    specs = specs if isinstance(specs, (list, tuple)) else [specs]
    inputs = list(inputs.values()) if isinstance(inputs, dict) else inputs
    inputs = inputs if isinstance(inputs, (list, tuple)) else [inputs]
    if len(inputs) != len(specs):
        raise ValueError(
            problem(
                f'Layer "{layer.name}" expects {len(specs)} input(s), '
                f"but it received {len(inputs)} input tensors",
                given=", ".join(str(getattr(value, "shape", value)) for value in inputs),
                expected=str(specs),
            )
        )
    for position, (value, spec) in enumerate(zip(inputs, specs, strict=True)):
        if spec is not None and hasattr(value, "shape"):
            found = _difference(spec, tuple(value.shape), value.dtype)
            if found is not None:
                raise ValueError(
                    problem(
                        f'Input {position} of layer "{layer.name}" '
                        f"is incompatible with the layer: {found}",
                        given=f"{tuple(value.shape)} {value.dtype.name} to "
                        f"{type(layer).__name__} '{layer.name}'",
                        expected=str(spec),
                        fix=_fix(layer, found),
                    )
                )


def _difference(spec: InputSpec, shape: tuple, dtype: Any) -> str | None:
    rank = len(shape)
    if spec.ndim is not None and rank != spec.ndim:
        squeezed = spec.allow_last_axis_squeeze and spec.shape is not None and rank == spec.ndim - 1
        if not (squeezed and spec.shape[-1] == 1):
            return f"expected ndim={spec.ndim}, found ndim={rank}. Full shape received: {shape}"
    if spec.max_ndim is not None and rank > spec.max_ndim:
        return f"expected max_ndim={spec.max_ndim}, found ndim={rank}. Full shape received: {shape}"
    if spec.min_ndim is not None and rank < spec.min_ndim:
        return f"expected min_ndim={spec.min_ndim}, found ndim={rank}. Full shape received: {shape}"
    if spec.dtype is not None and dtype.name != spec.dtype:
        return f"expected dtype={spec.dtype}, found dtype={dtype.name}"
    for axis, size in spec.axes.items():
        if size is not None and -rank <= axis < rank and shape[axis] not in (size, None):
            return (
                f"expected axis {axis} of input shape to have value {size}, but received "
                f"input with shape {shape}"
            )
    if spec.shape is not None and rank == spec.ndim:
        for wanted, size in zip(spec.shape, shape, strict=True):
            if wanted is not None and size is not None and wanted != size:
                return f"expected shape={spec.shape}, found shape={shape}"
    return None


def _fix(layer: Any, found: str) -> str:
    if "axis" in found:
        return f"make another {type(layer).__name__} for these inputs, or reshape them first"
    return (
        "reshape the inputs (tf.reshape, tf.expand_dims) or put a Flatten or Reshape layer "
        "before it"
    )
