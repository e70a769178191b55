"""`tf.scan`, `tf.foldl`, `tf.foldr`: a function of what was so far and the next row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tapeflow.engine import FuncGraph, Tensor, check_callable, convert_to_tensor, recording
from tapeflow.engine.nest import assert_same_structure, flatten, map_structure, pack_like
from tapeflow.ops.array import concat, stack, stop_gradient, unstack
from tapeflow.ops.control_flow.eager_loop import (
    FEW_TURNS,
    check_recorded,
    recorded_if_possible,
)
from tapeflow.ops.control_flow.map_fn import number_of_rows, row_specs
from tapeflow.ops.control_flow.record_loop import record_scan
from tapeflow.ops.control_flow.state import State
from tapeflow.ops.control_flow.while_loop import recorded_body


def scan(
    fn: Callable,
    elems: Any,
    initializer: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    infer_shape: bool = True,
    reverse: bool = False,
    name: str | None = None,
) -> Any:
    """`a = fn(a, row)` for row after row: all values of `a`, stacked.

    Args:
      fn: takes what it gave for the row before, and a row.
      elems: a (structure of) tensors with as many rows.
      initializer: what `fn` takes first; without it the first row is taken, and is the first value.
      parallel_iterations: accepted for compatibility, not used.
      back_prop: if False, no gradient flows back.
      swap_memory: accepted for compatibility, not used.
      infer_shape: accepted for compatibility, not used.
      reverse: whether to begin with the last row; results stand at their rows.
      name: accepted for compatibility, not used.

    Returns:
      A tensor, or a structure like `initializer`, with a row for each row of `elems`.

    Raises:
      TypeError: `fn` is not callable.
      ValueError: there are no rows and no initializer, or `fn` gives another structure.

    >>> import tapeflow as tf
    >>> tf.scan(lambda total, row: total + row, tf.constant([1, 2, 3])).numpy()
    array([1, 3, 6], dtype=int32)
    """
    _, found = _swept(fn, elems, initializer, reverse, back_prop, "scan", True)
    return found


def foldl(
    fn: Callable,
    elems: Any,
    initializer: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    name: str | None = None,
) -> Any:
    """`a = fn(a, row)` from the first row to the last: the last value of `a`.

    The arguments and errors are those of `tf.scan`.

    >>> import tapeflow as tf
    >>> tf.foldl(lambda a, row: 10 * a + row, tf.constant([1, 2, 3])).numpy()
    np.int32(123)
    """
    return _swept(fn, elems, initializer, False, back_prop, "foldl", False)[0]


def foldr(
    fn: Callable,
    elems: Any,
    initializer: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    name: str | None = None,
) -> Any:
    """`a = fn(a, row)` from the last row to the first: the last value of `a`.

    The arguments and errors are those of `tf.scan`.

    >>> import tapeflow as tf
    >>> tf.foldr(lambda a, row: 10 * a + row, tf.constant([1, 2, 3])).numpy()
    np.int32(321)
    """
    return _swept(fn, elems, initializer, True, back_prop, "foldr", False)[0]


def _swept(
    fn: Callable, elems: Any, start: Any, reverse: bool, back_prop: bool, name: str, every: bool
) -> tuple[Any, Any]:
    """The last value, and with `every` all values stacked."""
    check_callable(fn, f"tf.{name}", "fn")
    rows = [convert_to_tensor(leaf) for leaf in flatten(elems)]
    count = number_of_rows(rows, name)
    given = start is not None
    if not given:
        if not count:
            raise ValueError(f"tf.{name}: elems has no rows, and there is no initializer")
        first = [row[-1] if reverse else row[0] for row in rows]
        rows = [row[:-1] if reverse else row[1:] for row in rows]
        start, count = pack_like(elems, first), count - 1
    else:
        start = map_structure(convert_to_tensor, start)

    def following(value: Any, row: tuple) -> Any:
        result = fn(value, pack_like(elems, list(row)))
        try:
            assert_same_structure(value, result)
        except TypeError as error:
            raise ValueError(str(error)) from error
        return map_structure(convert_to_tensor, result)

    def record() -> tuple[State, FuncGraph]:
        return _recorded(following, rows, start, name)

    bodies = None
    if recording() and count:
        bodies = record()
    elif count >= FEW_TURNS:
        bodies = recorded_if_possible(record, (fn,), rows)
    if bodies is None:
        last, stacked = _in_python(following, rows, count, start, reverse)
    else:
        state, body = bodies
        found = record_scan(name, body, count, state.tensors, rows, reverse, every=True)
        held = len(state.tensors)
        last, stacked = state.rebuild(found[:held]), state.rebuild(found[held:])
    if every and not given:
        others = [] if stacked is None else [stacked]
        stacked = map_structure(lambda row, *rest: _joined(row, rest, reverse), start, *others)
    if not back_prop:
        last = map_structure(stop_gradient, last)
        stacked = None if stacked is None else map_structure(stop_gradient, stacked)
    return last, stacked


def _joined(first: Tensor, rest: tuple, reverse: bool) -> Tensor:
    parts = [first[None], *rest]
    return concat(parts[::-1] if reverse else parts, 0)


def _in_python(following: Callable, rows: list, count: int, value: Any, reverse: bool) -> tuple:
    order = list(zip(*[unstack(row) for row in rows], strict=True)) if count else []
    values = []
    for row in reversed(order) if reverse else order:
        value = following(value, row)
        values.append(value)
    if reverse:
        values.reverse()
    return value, map_structure(lambda *items: stack(items), *values) if values else None


def _recorded(following: Callable, rows: list, start: Any, name: str) -> tuple[State, FuncGraph]:
    number = convert_to_tensor(0)._spec
    width = len(rows)

    def body(*inputs: Any) -> Any:
        *before, value = inputs
        return following(value, tuple(before[1 : 1 + width]))

    state, graph, _ = recorded_body(body, State(start), name, before=[number, *row_specs(rows)])
    check_recorded(graph)
    return state, graph
