"""`rearrange`: axes in another order, split and joined, as einops writes it."""

from __future__ import annotations

import math
import re
from typing import Any

from tapeflow.engine import problem
from tapeflow.keras.ops.core import shape
from tapeflow.ops.numpy.shapes import reshape, transpose


def rearrange(tensor: Any, pattern: str, **axes_lengths: int) -> Any:
    """A tensor whose axes are named, split, put in another order and joined.

    Args:
      tensor: any tensor; at most one axis of each group in parentheses may have an unknown size.
      pattern: `"b (h p) c -> b p (h c)"`: axes before and after.
      **axes_lengths: sizes of axes in parentheses, `p=2`.

    Raises:
      ValueError: the pattern does not fit the tensor.

    >>> import tapeflow as tf
    >>> tf.keras.ops.rearrange(tf.zeros([2, 6, 5]), "b (h p) c -> b p (h c)", p=2).shape
    TensorShape([2, 2, 15])
    """
    before, arrow, after = pattern.partition("->")
    sources, targets = _groups(before), _groups(after)
    names = [name for group in sources for name in group]
    wanted = [name for group in targets for name in group]
    if not arrow or sorted(names) != sorted(wanted) or len(set(names)) != len(names):
        raise ValueError(problem("rearrange: both sides must name the same axes", given=pattern))
    sizes = shape(tensor)
    if len(sizes) != len(sources):
        raise ValueError(
            problem(
                "rearrange: the pattern does not fit the tensor",
                given=f"{pattern!r} for shape {tuple(sizes)}",
                expected=f"{len(sources)} axes",
            )
        )
    found: dict[str, Any] = {}
    for group, size in zip(sources, sizes, strict=True):
        found |= _sizes(pattern, group, size, axes_lengths)
    split = reshape(tensor, [found[name] for name in names])
    ordered = transpose(split, [names.index(name) for name in wanted])
    return reshape(ordered, [_product([found[name] for name in group]) for group in targets])


def _groups(side: str) -> list[list[str]]:
    return [re.findall(r"\w+", part) for part in re.findall(r"\w+|\(.*?\)", side)]


def _sizes(pattern: str, group: list[str], size: Any, given: dict[str, int]) -> dict[str, Any]:
    unknown = [name for name in group if name not in given]
    known = math.prod(given[name] for name in group if name in given)
    if len(unknown) > 1 or (isinstance(size, int) and (size % known if unknown else size != known)):
        raise ValueError(
            problem(
                f"rearrange: can't split an axis of size {size} into {tuple(group)}",
                given=f"{pattern!r}, {given}",
                fix="give the sizes of all axes in parentheses but one",
            )
        )
    return {
        name: given[name] if name in given else -1 if size in (None, -1) else size // known
        for name in group
    }


def _product(sizes: list[Any]) -> Any:
    return -1 if -1 in sizes else math.prod(sizes)
