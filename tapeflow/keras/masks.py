"""Masks that travel with tensors: which steps of `[batch, time, ...]` count."""

from __future__ import annotations

import weakref
from typing import Any

from tapeflow.engine import Tensor

# id(tensor) -> (weak reference to it, its mask). Empty in most programs, and calls look at that.
MASKS: dict[int, tuple[weakref.ref, Any]] = {}


def mask_of(value: Any) -> Any:
    """The mask that travels with a tensor; a list of them for a list; None without one."""
    if not MASKS:
        return None
    if isinstance(value, (list, tuple)):
        masks = [mask_of(item) for item in value]
        return None if all(mask is None for mask in masks) else masks
    found = MASKS.get(id(value))
    return found[1] if found is not None and found[0]() is value else None


def attach(value: Any, mask: Any) -> None:
    """Makes `mask` travel with a tensor, or masks with a list of tensors."""
    if isinstance(value, (list, tuple)):
        masks = mask if isinstance(mask, (list, tuple)) else [mask] * len(value)
        for item, its_mask in zip(value, masks, strict=False):
            attach(item, its_mask)
    elif isinstance(value, Tensor) and mask is not None:
        key = id(value)
        MASKS[key] = (weakref.ref(value, lambda _: MASKS.pop(key, None)), mask)


def _read(tensor: Tensor) -> Any:
    mask = mask_of(tensor)
    if mask is None:
        raise AttributeError("this tensor has no `_keras_mask`")
    return mask


def _remove(tensor: Tensor) -> None:
    _read(tensor)
    del MASKS[id(tensor)]


# Keras's tutorials read and delete it under this name.
Tensor._keras_mask = property(_read, attach, _remove)
