"""What a layer gives that needs values, found by calling it on zeros of two sizes."""

from __future__ import annotations

import contextlib
from typing import Any

from tapeflow.engine.nest import flatten, pack_like
from tapeflow.keras.stateless import stateless
from tapeflow.keras.symbolic import KerasTensor, Shape, keras_tensors_in, with_each
from tapeflow.ops.array.create import zeros

# In the place of sizes that are not known: small ones, as of texts in a few steps, and ones that
# strides and pools divide.
_SIZES = (2, 4), (32, 48)


def tried_spec(layer: Any, args: tuple, kwargs: dict[str, Any]) -> Any:
    """KerasTensors for a call of a layer that can't be recorded, such as `tf.boolean_mask` in it.

    Variables keep their values. Sizes that differ between the two calls are not known, nor is one
    of 0: then nothing was picked.

    Raises:
      ValueError: an argument is a size of another tensor.
    """
    if any(tensor._sizes is not None for tensor in keras_tensors_in([args, kwargs])):
        raise ValueError("a size that is not known is an argument")
    with contextlib.suppress(Exception):
        return _of_two(layer, args, kwargs, *_SIZES[0])
    return _of_two(layer, args, kwargs, *_SIZES[1])


def _of_two(layer: Any, args: tuple, kwargs: dict[str, Any], size: int, another: int) -> Any:
    first, second = (_called(layer, args, kwargs, n) for n in (size, another))
    outputs = [
        None if one is None else KerasTensor(_common(one.shape, other.shape), one.dtype)
        for one, other in zip(flatten(first), flatten(second), strict=True)
    ]
    return pack_like(first, outputs)


def _called(layer: Any, args: tuple, kwargs: dict[str, Any], size: int) -> Any:
    def zeros_for(tensor: KerasTensor) -> Any:
        return zeros([size if n is None else n for n in tensor.shape], tensor.dtype)

    given, options = with_each(zeros_for, (args, kwargs))
    return stateless(lambda: layer.call(*given, **options), layer.variables)[0]


def _common(one: Any, other: Any) -> Shape:
    sizes = zip(one, other, strict=True)
    return Shape(size if size == another and size else None for size, another in sizes)
