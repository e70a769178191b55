"""Batches of elements of different shapes, padded to one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np

from tapeflow.data.plans.plan import Element, Plan, Reader, as_tensor
from tapeflow.data.plans.stack import array_of
from tapeflow.data.structure import flatten, pack_like
from tapeflow.engine import TensorShape, convert_to_tensor, invalid, problem
from tapeflow.engine.host_arrays import aligned
from tapeflow.engine.dtypes import string
from tapeflow.engine.errors import DataLossError
from tapeflow.engine.nest import is_nested
from tapeflow.engine.type_spec import TensorSpec


class PaddedBatch(Plan):
    """`batch_size` elements, each padded at its ends to the batch's longest or to `shapes`.

    Args:
      source: what is batched.
      batch_size: how many.
      shapes: a structure of shapes, None where a batch's longest decides.
      values: a structure of what to pad with, or one for all; None for 0, False and "".
      drop_remainder: whether a last batch with fewer is left out.
    """

    def __init__(
        self, source: Plan, batch_size: int, shapes: Any, values: Any, drop_remainder: bool
    ):
        super().__init__(source)
        if batch_size < 1:
            raise invalid("Batch size must be greater than zero.", given=f"batch_size={batch_size}")
        self.batch_size, self.drop_remainder = batch_size, drop_remainder
        self._shapes, self._values = shapes, values
        if source.known:
            _ = self.shapes, self.values

    @cached_property
    def shapes(self) -> list[TensorShape]:
        """For each component, the shape that it is padded to."""
        specs = flatten(self.inputs[0].element_spec)
        if self._shapes is None:
            for spec in specs:
                if spec.shape.rank is None:
                    raise ValueError(
                        problem(
                            "You must provide `padded_shapes` argument because some component has "
                            "unknown rank",
                            given=self.inputs[0].element_spec,
                        )
                    )
            if self.inputs[0].known:
                return [spec.shape for spec in specs]
            # Sizes that only the first element told may be others in the next.
            return [TensorShape([None] * spec.shape.rank) for spec in specs]
        leaves = shape_leaves(self.inputs[0].element_spec, self._shapes)
        for shape, spec in zip(leaves, specs, strict=True):
            _check_shape(shape, spec)
        return leaves

    @cached_property
    def values(self) -> list[Any]:
        """For each component, what it is padded with."""
        specs = flatten(self.inputs[0].element_spec)
        given = self._values
        leaves = flatten(given) if is_nested(given) else [given] * len(specs)
        if len(leaves) != len(specs):
            raise ValueError(
                problem(
                    "padded_batch: padding_values do not have the elements' structure",
                    given=given,
                    expected=self.inputs[0].element_spec,
                )
            )
        return [_value(value, spec) for value, spec in zip(leaves, specs, strict=True)]

    @cached_property
    def element_spec(self) -> Any:
        size = self.batch_size if self.drop_remainder else None
        specs = flatten(self.inputs[0].element_spec)
        return pack_like(
            self.inputs[0].element_spec,
            [
                TensorSpec(TensorShape([size]).concatenate(shape), spec.dtype)
                for shape, spec in zip(self.shapes, specs, strict=True)
            ],
        )

    def cardinality(self) -> int:
        count = self.inputs[0].cardinality()
        if count < 0:
            return count
        return count // self.batch_size if self.drop_remainder else -(-count // self.batch_size)

    def reader(self) -> Reader:
        return _PaddedBatch(self, self.inputs[0].reader())


def shape_leaves(structure: Any, shapes: Any) -> list[TensorShape]:
    """The shapes by component: a shape may itself be a list, a tuple or a number."""
    if isinstance(structure, Mapping):
        if not isinstance(shapes, Mapping) or shapes.keys() != structure.keys():
            raise _wrong_structure(structure, shapes)
        return [leaf for key in sorted(structure)
                for leaf in shape_leaves(structure[key], shapes[key])]  # fmt: skip
    if isinstance(structure, tuple):
        if not isinstance(shapes, (tuple, list)) or len(shapes) != len(structure):
            raise _wrong_structure(structure, shapes)
        return [leaf for part, shape in zip(structure, shapes, strict=True)
                for leaf in shape_leaves(part, shape)]  # fmt: skip
    if hasattr(shapes, "numpy"):
        shapes = shapes.numpy().tolist()
    return [TensorShape(shapes)]


def _wrong_structure(structure: Any, shapes: Any) -> Exception:
    return ValueError(
        problem(
            "padded_batch: padded_shapes do not have the elements' structure",
            given=shapes,
            expected=f"a shape for each component of {structure}",
        )
    )


def _check_shape(shape: TensorShape, spec: TensorSpec) -> None:
    if spec.shape.rank is not None and shape.rank != spec.shape.rank:
        raise ValueError(
            problem(
                f"The padded shape {shape} is not compatible with the shape {spec.shape} of the "
                "corresponding input component.",
                expected=f"{spec.shape.rank} sizes",
            )
        )


def _value(value: Any, spec: TensorSpec) -> Any:
    if value is None:
        return b"" if spec.dtype is string else spec.dtype.np.type(0)
    try:
        tensor = convert_to_tensor(value, None if hasattr(value, "dtype") else spec.dtype)
    except (TypeError, ValueError):
        tensor = convert_to_tensor(value)
    if tensor.dtype is not spec.dtype or tensor.ndim:
        raise TypeError(
            problem(
                f"Invalid `padding_values`. `padding_values` values type {tensor.dtype.name} does "
                f"not match type {spec.dtype.name} of the corresponding input component.",
                given=repr(value),
                expected=f"a scalar of dtype {spec.dtype.name}",
            )
        )
    return tensor.numpy()


class _PaddedBatch(Reader):
    def __init__(self, plan: PaddedBatch, inner: Reader):
        self._plan, self._inner = plan, inner

    def element(self) -> Element | None:
        plan, elements = self._plan, []
        while len(elements) < plan.batch_size and (element := self._inner.element()) is not None:
            elements.append(element)
        if not elements or (plan.drop_remainder and len(elements) < plan.batch_size):
            return None
        columns = zip(*elements, strict=True)
        return tuple(
            [_padded(*column) for column in zip(columns, plan.shapes, plan.values, strict=True)]
        )

    def close(self) -> None:
        self._inner.close()


def _padded(column: tuple, shape: TensorShape, value: Any) -> Any:
    arrays = [array_of(component) for component in column]
    longest = np.max([array.shape for array in arrays], axis=0).astype(int).tolist()
    if shape.rank is None:
        raise invalid("padded_batch: a component has no fixed rank", given=f"rank of {shape}")
    sizes = [size if size is not None else long for size, long in zip(shape, longest, strict=True)]
    if any(size < long for size, long in zip(sizes, longest, strict=True)):
        raise DataLossError(
            None,
            None,
            problem(
                "Attempted to pad to a smaller size than the input element.",
                given=f"an element of shape {longest}",
                expected=f"at most {sizes}",
                fix="larger padded_shapes, or None where the longest element should decide",
            ),
        )
    batch = aligned((len(arrays), *sizes), arrays[0].dtype)
    batch[...] = value
    for number, array in enumerate(arrays):
        batch[(number, *map(slice, array.shape))] = array if array.ndim else array[()]
    return as_tensor(batch)
