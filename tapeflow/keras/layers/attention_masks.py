"""Where attention may look: masks of sequences, causal and sliding-window masks, and their sum."""

from __future__ import annotations

import functools
from typing import Any

from tapeflow.engine import Tensor
from tapeflow.ops.array import expand_dims, range
from tapeflow.ops.math import cast, greater_equal, less, logical_and


def causal_mask(targets: int, sources: int) -> Tensor:
    """Bool `[1, targets, sources]`: target `i` sees the sources up to `i`."""
    return greater_equal(range(targets)[None, :, None], range(sources)[None, None])


def window_mask(targets: int, sources: int, size: int) -> Tensor:
    """Bool `[1, targets, sources]`: target `i` sees sources less than `size` steps away."""
    distance = range(targets)[None, :, None] - range(sources)[None, None]
    return logical_and(less(distance, size), less(-distance, size))


def joined_mask(
    query: Any,
    value: Any,
    query_mask: Any,
    value_mask: Any,
    key_mask: Any,
    attention_mask: Any,
    causal: bool,
    window: int | None,
) -> Any:
    """What all masks allow, bool and `[batch, targets, sources]` or broadcasting to it; or None.

    Args:
      query: `[batch, targets, ...]`.
      value: `[batch, sources, ...]`.
      query_mask: `[batch, targets]`, or None.
      value_mask: `[batch, sources]`, or None.
      key_mask: `[batch, sources]`, or None.
      attention_mask: `[batch, targets, sources]`, or None.
      causal: whether a target sees earlier sources only.
      window: how far a target sees, or None.
    """
    lengths = query._spec.shape[1], value._spec.shape[1]
    found = []
    if query_mask is not None:
        found.append(expand_dims(cast(query_mask, "bool"), -1))
    found += [expand_dims(cast(m, "bool"), -2) for m in (value_mask, key_mask) if m is not None]
    if causal:
        found.append(causal_mask(*lengths))
    if window is not None:
        found.append(window_mask(*lengths, window))
    if attention_mask is not None:
        found.append(cast(attention_mask, "bool"))
    return functools.reduce(logical_and, found) if found else None
