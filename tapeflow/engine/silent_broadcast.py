"""The warning about `(n, 1)` met by `(n,)`: every prediction is compared with every label.

It costs nothing where no such operands meet: whether a signature is of this pattern is told when
it is made, and those that are stay out of `Op.signatures`, so that each call comes by here.
Healthy code must not be blamed, so the pattern is narrow; see `_is_meant`.
"""

from __future__ import annotations

import warnings
import weakref
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tapeflow.engine.errors import BroadcastWarning, problem
from tapeflow.engine.site import line_of, user_site

if TYPE_CHECKING:
    from tapeflow.engine.tensor import Tensor

# A difference is on the way to a loss if a tape records; equality is how hits are counted.
_DIFFERENCES = frozenset({"math.subtract", "math.squared_difference"})
_HITS = frozenset({"math.equal", "math.not_equal"})
_told: set[tuple[str, int]] = set()


def suspicious(op_name: str, in_specs: Sequence[Any]) -> bool:
    """Whether operands of shapes `(..., n)` and `(..., n, 1)` meet in an op that compares them."""
    if op_name not in _DIFFERENCES and op_name not in _HITS:
        return False
    short, long = sorted([spec.shape for spec in in_specs], key=len)
    return (
        in_specs[0].dtype.is_floating and len(short) > 0 and long == (*short, 1) and short[-1] > 1
    )


def warn(op_name: str, inputs: Sequence[Tensor], result: tuple[int, ...], trace: Any) -> None:
    """Warns once for each of the user's lines."""
    if _is_meant(op_name, inputs, trace):
        return
    place = line_of(user_site())
    if place in _told:
        return
    left, right = (tensor._spec.shape for tensor in inputs)
    short, long = sorted((left, right), key=len)
    message = problem(
        f"tf.{op_name}: each value is paired with every other one",
        given=f"shapes {left} and {right}, which broadcast to {result}",
        expected=f"two operands of one shape, {short} or {long}",
        fix=f"tf.squeeze(x, axis=-1) for the operand of shape {long}, or y[..., tf.newaxis] for "
        f"the one of shape {short}; if all pairs are meant, write x[:, tf.newaxis] in this place",
    )
    warnings.warn_explicit(message, BroadcastWarning, *place)
    _told.add(place)  # not if the warning was made an error


def _is_meant(op_name: str, inputs: Sequence[Tensor], trace: Any) -> bool:
    """Whether it is no loss, or an operand was given its axis on purpose (`x[:, None] - x`)."""
    if op_name in _DIFFERENCES and not _taped(trace):
        return True
    return any(_has_new_axis(tensor, trace) for tensor in inputs)


def _taped(trace: Any) -> bool:
    from tapeflow.engine.trace import local, recording_tapes  # trace imports this module

    outside = local.outside if trace.graph is not None else None
    outer = () if outside is None else [tape() for tape in outside.tapes]
    return bool(recording_tapes()) or any(tape is not None and tape._recording for tape in outer)


def _has_new_axis(tensor: Tensor, trace: Any) -> bool:
    if tensor._trace is not trace or tensor._index < 0:
        known = _columns.get(id(tensor))
        return known is not None and known() is tensor
    first = 0
    for signature, _ in trace.nodes:
        if first == tensor._index:
            return adds_axis(signature)
        first += len(signature.out_specs)
    return False


def adds_axis(signature: Any) -> bool:
    """Whether it is `x[:, None]`, `tf.expand_dims(x, -1)` or the like."""
    return signature.op.name in _ADDING and (
        len(signature.in_specs[0].shape) < len(signature.out_specs[0].shape)
    )


def new_columns(nodes: Sequence, live: Sequence[int]) -> tuple[int, ...]:
    """Which values that somebody holds were given their last axis on purpose."""
    found, first = [], 0
    for signature, _ in nodes:
        if signature.op.name in _ADDING and first in live and adds_axis(signature):
            found.append(first)
        first += len(signature.out_specs)
    return tuple(found)


def remember_column(tensor: Tensor) -> None:
    """Keeps in mind, when its trace has run, that a tensor was given its axis on purpose."""
    identity = id(tensor)
    _columns[identity] = weakref.ref(tensor, lambda _: _columns.pop(identity, None))


_ADDING = frozenset({"expand_dims", "strided_slice"})
_columns: dict[int, weakref.ref] = {}
