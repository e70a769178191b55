"""What a functional model is called with, brought into the form of its inputs."""

from __future__ import annotations

import warnings
from typing import Any

from tapeflow.engine import Tensor, convert_to_tensor, problem
from tapeflow.engine.dtypes import string
from tapeflow.engine.nest import assert_same_structure, flatten
from tapeflow.keras.symbolic import KerasTensor, Shape
from tapeflow.ops.array import expand_dims, squeeze
from tapeflow.ops.ragged import RaggedTensor
from tapeflow.ops.sparse import SparseTensor
from tapeflow.ops.math import cast


class FunctionalInputs:
    """The inputs of a functional model by their structure, names, shapes and dtypes.

    Args:
      model: the model's name, for messages.
      struct: the inputs' structure, of KerasTensors.
      checks_sizes: whether sizes are compared, not only ranks.
    """

    def __init__(self, model: str, struct: Any, checks_sizes: bool = True):
        self.model = model
        self.checks_sizes = checks_sizes
        self.struct = struct
        self.tensors: list[KerasTensor] = flatten(struct)
        self.names = [tensor._keras_history.operation.name for tensor in self.tensors]
        self.is_single = isinstance(struct, KerasTensor) or (
            isinstance(struct, list) and len(struct) == 1 and isinstance(struct[0], KerasTensor)
        )
        # Specs of single inputs that needed nothing done.
        self._ready: set = set()

    def take(self, inputs: Any) -> list[Tensor]:
        """Tensors for the inputs, in their order.

        Raises:
          ValueError: the structure, a shape or a missing input doesn't fit.
        """
        if inputs.__class__ is Tensor and inputs._spec in self._ready:
            return [inputs]
        taken = []
        flat = self._flat(inputs)
        for position, (value, wanted) in enumerate(zip(flat, self.tensors, strict=True)):
            taken.append(self._tensor(position, value, wanted))
        if self.is_single and inputs.__class__ is Tensor and inputs is taken[0]:
            self._ready.add(inputs._spec)
        return taken

    def take_symbolic(self, inputs: Any) -> list[KerasTensor]:
        """The same for KerasTensors."""
        taken = []
        flat = self._flat(inputs)
        for position, (value, wanted) in enumerate(zip(flat, self.tensors, strict=True)):
            if value is not None:
                shape = self._checked(position, Shape(value.shape), wanted)
                value = KerasTensor(shape, wanted.dtype)
            taken.append(value)
        return taken

    def _flat(self, inputs: Any) -> list:
        """The values, one for each input."""
        struct = self.struct
        fatal = False
        if self.is_single and not isinstance(inputs, (list, tuple, dict)):
            return [inputs]
        if isinstance(inputs, dict) and not isinstance(struct, dict):
            names = [tensor.name for tensor in self.tensors]
            flat = isinstance(struct, KerasTensor) or all(
                isinstance(item, KerasTensor) for item in struct
            )
            if flat and set(names) <= set(inputs):
                return [inputs[name] for name in names]
            fatal = True
        if isinstance(struct, dict) and not isinstance(inputs, dict):
            fatal = list(struct) != sorted(struct)
        if isinstance(struct, dict) and isinstance(inputs, dict):
            inputs = self._named(struct, inputs)
        try:
            assert_same_structure(inputs, struct, check_types=False)
        except ValueError as error:
            values = flatten(inputs)
            if fatal or len(values) != len(self.tensors):
                raise ValueError(self._mismatch(inputs)) from error
            warnings.warn(self._mismatch(inputs), stacklevel=6)
            return values
        if fatal:
            raise ValueError(self._mismatch(inputs))
        return flatten(inputs)

    def _named(self, struct: dict, inputs: dict) -> dict:
        missing = [key for key in struct if key not in inputs]
        if missing:
            raise ValueError(
                problem(
                    f'Missing data for input "{missing[0]}".',
                    given=f"a dictionary with the keys {list(inputs)} for model '{self.model}'",
                    expected=f"the keys {list(struct)}",
                )
            )
        return {key: inputs[key] for key in struct}

    def _mismatch(self, inputs: Any) -> str:
        return (
            "The structure of `inputs` doesn't match the expected structure.\n"
            f"Expected: {_described(self.struct, lambda t: t.name)}\n"
            f"Received: inputs={_described(inputs, lambda t: f'Tensor(shape={_shape(t)})')}"
        )

    def _tensor(self, position: int, value: Any, wanted: KerasTensor) -> Any:
        if value is None:
            operation = wanted._keras_history.operation  # type: ignore[union-attr]
            if not getattr(operation, "optional", False):
                raise ValueError(
                    problem(
                        f"The input '{wanted.name}' is not optional, but None was passed. "
                        "Please provide a valid tensor.",
                        given=f"model '{self.model}'",
                        fix="tf.keras.Input(..., optional=True) takes None",
                    )
                )
            return None
        if isinstance(value, (SparseTensor, RaggedTensor)):
            self._checked(position, tuple(value.shape), wanted)
            return value if value.dtype is wanted.dtype else cast(value, wanted.dtype)
        tensor = value if value.__class__ is Tensor else convert_to_tensor(value)
        dtype = tensor._spec.dtype
        if dtype is not wanted.dtype and dtype is not string and wanted.dtype is not string:
            tensor = cast(tensor, wanted.dtype)
        shape = self._checked(position, tensor._spec.shape, wanted)
        if len(shape) < tensor.ndim:
            return squeeze(tensor, axis=-1)
        if len(shape) > tensor.ndim:
            return expand_dims(tensor, axis=-1)
        return tensor

    def _checked(self, position: int, shape: tuple, wanted: KerasTensor) -> tuple:
        """The shape with the input's rank, to which a last axis of 1 is added, or it is dropped."""
        expected, given = wanted.shape, shape
        if len(shape) == len(expected) + 1 and shape[-1] == 1:
            shape = shape[:-1]
        elif len(shape) == len(expected) - 1 and expected[-1] == 1:
            shape = (*shape, 1)
        if len(shape) != len(expected):
            path = _path(self.struct, wanted)
            raise ValueError(
                problem(
                    f"Invalid input shape for input with name '{self.names[position]}' and path "
                    f"'{path}'. Expected shape {tuple(expected)}, but input has incompatible shape "
                    f"{tuple(given)}",
                    given=f"model '{self.model}'",
                    fix="reshape the input; the batch is its first axis",
                )
            )
        if not self.checks_sizes:
            return shape
        for axis, (size, needed) in enumerate(zip(shape, expected, strict=True)):
            if axis and size is not None and needed is not None and size != needed:
                raise ValueError(
                    problem(
                        f'Input {position} of layer "{self.model}" is incompatible with the layer: '
                        f"expected shape={(None, *expected[1:])}, found shape={tuple(given)}",
                        given=f"input '{self.names[position]}', path "
                        f"'{_path(self.struct, wanted)}'",
                    )
                )
        return shape


def _path(struct: Any, wanted: KerasTensor, path: tuple = ()) -> str | None:
    """Where a tensor is in the structure: `image.0`; empty if it is the whole."""
    if struct is wanted:
        return ".".join(path)
    items = (
        struct.items()
        if isinstance(struct, dict)
        else enumerate(struct)
        if isinstance(struct, (list, tuple))
        else ()
    )
    for key, item in items:
        found = _path(item, wanted, (*path, str(key)))
        if found is not None:
            return found
    return None


def _described(value: Any, describe: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return type(value)(_described(item, describe) for item in value)
    if isinstance(value, dict):
        return {key: _described(item, describe) for key, item in value.items()}
    return "None" if value is None else describe(value)


def _shape(value: Any) -> tuple:
    return tuple(getattr(value, "shape", ()))
