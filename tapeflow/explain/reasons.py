"""`why`: what distinguishes a program from those before it, in a user's words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from tapeflow.explain.places import Line
from tapeflow.explain.program_record import shape_of

FIRST = "first time"


def why(program: Any, nodes: tuple, lines: Sequence[Line], earlier: Sequence[Any]) -> str:
    """Why a program had to be made.

    Args:
      program: the engine's.
      nodes: its `(signature, references)`.
      lines: the user's line of each.
      earlier: `ProgramRecord`s of the programs before.
    """
    shape = shape_of(nodes)
    same = [record for record in earlier if record.shape == shape]
    if same:
        # The latest that is nearest: fewest nodes differ.
        nearest = min(
            reversed(same), key=lambda r: sum(a is not b for (a, _), (b, _) in _pairs(r, nodes))
        )
        return _difference(nearest, program, nodes, lines)
    return _other_ops(nodes, lines, earlier)


def _pairs(record: Any, nodes: tuple) -> Any:
    return zip(record.nodes, nodes, strict=True)


def _difference(old: Any, program: Any, nodes: tuple, lines: Sequence[Line]) -> str:
    for ((before, _), (after, _)), line in zip(_pairs(old, nodes), lines, strict=False):
        if before is not after:
            return f"{line.short}: {_signature_difference(before, after)}"
    before = old.program
    if getattr(before, "numbers", None) != getattr(program, "numbers", None):
        place = _number_place(before, program, nodes, lines)
        return f"{place}a Python number in the place of a tensor, or the other way round"
    if getattr(before, "save", None) != getattr(program, "save", None):
        return (
            "the same ops without a tape" if program.save is None else "the same ops under a tape"
        )
    live, wanted = set(getattr(before, "live", ())), set(getattr(program, "live", ()))
    if live != wanted:
        return _other_results(live, wanted, nodes, lines)
    return "the same ops, but other variables are given values"


def _number_place(before: Any, program: Any, nodes: tuple, lines: Sequence[Line]) -> str:
    changed = {position for position, _ in set(before.numbers) ^ set(program.numbers)}
    for (_, references), line in zip(nodes, lines, strict=False):
        if any(r < 0 and ~r in changed for r in references):
            return f"{line.short}: "
    return ""


def _other_results(live: set, wanted: set, nodes: tuple, lines: Sequence[Line]) -> str:
    output = 0
    for (signature, _), line in zip(nodes, lines, strict=False):
        own = set(range(output, output + len(signature.out_specs)))
        output += len(own)
        if own & (wanted - live):
            return f"{line.short}: the result of {signature.op.name} is kept now"
        if own & (live - wanted):
            return f"{line.short}: the result of {signature.op.name} is no longer kept"
    return "other results are kept"


def _signature_difference(before: Any, after: Any) -> str:
    name = after.op.name
    for old, new in zip(before.in_specs, after.in_specs, strict=False):
        if old.dtype is not new.dtype:
            return f"{old.dtype.name} -> {new.dtype.name} in {name}"
    for old, new in zip(before.in_specs, after.in_specs, strict=False):
        if old.shape != new.shape:
            return _shape_difference(old.shape, new.shape)
    if after.swept_by_gradient:
        return "the gradient of other ops, or by other variables"
    if before.attrs != after.attrs:
        return _attribute_difference(before, after)
    return _body_difference(before, after)


def _shape_difference(old: tuple, new: tuple) -> str:
    if len(old) == len(new):
        changed = [(i, a, b) for i, (a, b) in enumerate(zip(old, new, strict=True)) if a != b]
        if len(changed) == 1:
            axis, a, b = changed[0]
            return f"batch {a} -> {b}" if axis == 0 else f"axis {axis} {a} -> {b}"
    return f"shape {old} -> {new}"


def _attribute_difference(before: Any, after: Any) -> str:
    name = after.op.name
    if name == "optimizer.update":
        return "the optimizer's settings changed"
    for attribute, old, new in zip(
        getattr(after.op, "static_names", ()), before.attrs, after.attrs, strict=False
    ):
        if old != new:
            return f"{name}: {attribute} {old} -> {new}"
    return f"{name} is called with other attributes"


def _body_difference(before: Any, after: Any) -> str:
    """Of functions that were traced twice: constants, shapes inside, other ops."""
    name = after.op.name
    if _batch_size(before) != _batch_size(after):
        return f"batch {_batch_size(before)} -> {_batch_size(after)}"
    old, new = getattr(before, "call", None), getattr(after, "call", None)
    graphs = [getattr(getattr(c, "__self__", None), "graph", None) for c in (old, new)]
    if None not in graphs:  # loops over batches
        old, new = (graph.function for graph in graphs)
    if not (hasattr(old, "constants") and hasattr(new, "constants")):
        return f"{name} computes something else"
    if len(old.constants) == len(new.constants):
        for a, b in zip(old.constants, new.constants, strict=True):
            changed = a is not None and b is not None and not np.array_equal(a, b)
            if changed and np.size(a) == 1 and np.size(b) == 1:
                return f"{name} was traced with another constant: {_number(a)} -> {_number(b)}"
            if changed:
                return f"{name} was traced with other constants"
    if shape_of(old.nodes) != shape_of(new.nodes):
        return f"{name} was traced to other ops"
    return f"{name} was traced anew"


def _number(value: Any) -> str:
    return f"{np.asarray(value).item():.6g}"


def _other_ops(nodes: tuple, lines: Sequence[Line], earlier: Sequence[Any]) -> str:
    """Compares with the program that began at the same line and went the same way longest."""
    shape, best, common = shape_of(nodes), None, 0
    for record in reversed(earlier):
        if not (record.lines and lines and record.lines[0] == lines[0]):
            continue
        length = _common(record.shape, shape)
        if length > common:
            best, common = record, length
    if best is None:
        return _other_batches(nodes, lines, earlier) or _more_ops(nodes, lines, earlier)
    for (before, _), (after, _), line in zip(best.nodes, nodes[:common], lines, strict=False):
        if before is not after:
            return f"{line.short}: {_signature_difference(before, after)}"
    if common == len(shape):
        return f"new op sequence: ends at {lines[-1].short}, {len(best.nodes) - common} ops sooner"
    new, place = nodes[common][0].op.name, lines[common].short
    if common == len(best.nodes):
        return f"new op sequence: goes on at {place} with {new}"
    old = best.nodes[common][0].op.name
    return f"new op sequence: {place}: {new}" + (f" in the place of {old}" if old != new else
                                                 " of other values")  # fmt: skip


def _more_ops(nodes: tuple, lines: Sequence[Line], earlier: Sequence[Any]) -> str:
    """Compares with a program of the same lines that began in another way."""
    names = Counter(signature.op.name for signature, _ in nodes)
    for record in reversed(earlier):
        before = Counter(name for name, _ in record.shape)
        if set(record.lines) != set(lines) or 2 * (names & before).total() < names.total():
            continue
        changes = [
            f"{word} {', '.join(list(found)[:3])}"
            for word, found in (("with", names - before), ("without", before - names))
            if found
        ]
        return f"new op sequence: as program {record.number}, {' and '.join(changes)}"
    return FIRST


def _other_batches(nodes: tuple, lines: Sequence[Line], earlier: Sequence[Any]) -> str:
    """A step of `fit` by itself or with other batches than a program's at the same line."""
    signature = nodes[0][0]
    for record in reversed(earlier):
        before = record.nodes[0][0]
        same_line = record.lines[:1] == list(lines[:1]) or signature.op.name.endswith("_step")
        if same_line and before.op.name == signature.op.name:
            old, new = _batch_size(before), _batch_size(signature)
            if old != new:
                return f"{lines[0].short}: batch {old} -> {new}"
            return f"{lines[0].short}: {signature.op.name} on another number of batches at a time"
    return ""


def _batch_size(signature: Any) -> int | None:
    graph = getattr(getattr(signature.call, "__self__", None), "graph", None)
    shape = (graph or signature).in_specs[0].shape
    return shape[0] if shape else None


def _common(left: tuple, right: tuple) -> int:
    length = 0
    for a, b in zip(left, right, strict=False):
        if a != b:
            break
        length += 1
    return length
