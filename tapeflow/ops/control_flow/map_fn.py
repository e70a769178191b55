"""`tf.map_fn` and `tf.vectorized_map`: a function of each row."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp

from tapeflow.engine import (
    CallSignature,
    FuncGraph,
    Tensor,
    TensorSpec,
    as_dtype,
    check_callable,
    convert_to_tensor,
    invalid,
    known_call,
    record_call,
    recording,
)
from tapeflow.engine.dispatch import HANDLERS, dispatched
from tapeflow.engine.nest import assert_same_structure, flatten, map_structure, pack_like
from tapeflow.engine.spec import Spec, spec
from tapeflow.ops.array import stack, stop_gradient, unstack, zeros
from tapeflow.ops.control_flow.eager_loop import (
    FEW_TURNS,
    check_recorded,
    recorded_if_possible,
)
from tapeflow.ops.control_flow.loops import fold
from tapeflow.ops.control_flow.record_loop import record_scan
from tapeflow.ops.control_flow.state import State

_log = logging.getLogger("tapeflow")


@dispatched("map_fn")
def map_fn(
    fn: Callable,
    elems: Any,
    dtype: Any = None,
    parallel_iterations: int | None = None,
    back_prop: bool = True,
    swap_memory: bool = False,
    infer_shape: bool = True,
    name: str | None = None,
    fn_output_signature: Any = None,
) -> Any:
    """`fn` of each row, stacked.

    `fn` is traced, and a program calls it for all rows; it is called for each if there are few, or
    if it reads values, prints, changes Python objects, or draws random numbers.

    Args:
      fn: takes a row of `elems`, in its structure.
      elems: a (structure of) tensors with as many rows.
      dtype: the old name of `fn_output_signature`.
      parallel_iterations: accepted for compatibility, not used.
      back_prop: if False, no gradient flows back.
      swap_memory: accepted for compatibility, not used.
      infer_shape: accepted for compatibility, not used.
      name: accepted for compatibility, not used.
      fn_output_signature: dtypes or `tf.TensorSpec`s in the structure of what `fn` returns; needed
        where there are no rows.

    Returns:
      What `fn` returned, with another axis in front.

    Raises:
      TypeError: `fn` is not callable.
      ValueError: the numbers of rows differ, or what `fn` returns has another structure than
        `fn_output_signature`.

    >>> import tapeflow as tf
    >>> tf.map_fn(lambda row: tf.reduce_sum(row), tf.constant([[1, 2], [3, 4]])).numpy()
    array([3, 7], dtype=int32)
    """
    check_callable(fn, "tf.map_fn", "fn")
    wanted = dtype if fn_output_signature is None else fn_output_signature
    for leaf in flatten(wanted):
        joined = HANDLERS.get(getattr(leaf, "value_type", None), {}).get("map_fn")
        if joined is not None:
            return joined(fn, elems, wanted, back_prop=back_prop)
    rows = [convert_to_tensor(leaf) for leaf in flatten(elems)]
    count = number_of_rows(rows, "map_fn")

    def checked(*row: Tensor) -> Any:
        result = fn(pack_like(elems, list(row)))
        like = elems if wanted is None else wanted
        try:
            assert_same_structure(like, result, check_types=False)
        except (TypeError, ValueError) as error:
            raise ValueError(
                "The two structures don't have the same nested structure: fn returned "
                f"{result!r}, {'elems' if wanted is None else 'fn_output_signature'} is {like!r}; "
                "say with fn_output_signature what fn returns"
            ) from error
        return map_structure(_as_said, result, like) if wanted is not None else result

    if not count:
        found = _of_no_rows(checked, rows, elems, wanted)
    elif (graph := _recorded(fn, checked, rows)) is not None:
        state, body = graph
        found = state.rebuild(record_scan("map_fn", body, count, (), rows))
    else:
        results = [checked(*row) for row in zip(*[unstack(row) for row in rows], strict=True)]
        found = map_structure(lambda *items: stack(items), *results)
    return found if back_prop else map_structure(stop_gradient, found)


def number_of_rows(rows: Sequence[Tensor], name: str) -> int:
    """How many rows all of the tensors have."""
    if not rows:
        raise ValueError(f"tf.{name}: elems must be a Tensor or (possibly nested) sequence of them")
    for row in rows:
        if not row.ndim:
            raise ValueError(f"tf.{name}: elements in elems must be 1+ dimensional Tensors")
    counts = [row._spec.shape[0] for row in rows]
    if len(set(counts)) > 1:
        raise ValueError(f"tf.{name}: elems have different numbers of rows: {counts}")
    return counts[0]


def row_specs(rows: Sequence[Tensor]) -> list[Spec]:
    """The specs of one row."""
    return [spec(row._spec.shape[1:], row.dtype) for row in rows]


def _as_said(value: Any, said: Any) -> Tensor:
    dtype = said.dtype if hasattr(said, "dtype") else as_dtype(said)
    tensor = convert_to_tensor(value, None if isinstance(value, Tensor) else dtype)
    if tensor.dtype is not dtype:
        text = f"fn returned dtype {tensor.dtype.name}, expected {dtype.name}"
        raise ValueError(text) if recording() else invalid(text, fix=f"tf.cast(x, tf.{dtype.name})")
    return tensor


def _of_no_rows(fn: Callable, rows: list[Tensor], elems: Any, wanted: Any) -> Any:
    specs = [
        leaf
        for leaf in flatten(wanted)
        if isinstance(leaf, TensorSpec) and leaf.shape.is_fully_defined()
    ]
    if wanted is not None and len(specs) == len(flatten(wanted)):
        return map_structure(lambda s: zeros([0, *s.shape], s.dtype), wanted)
    states: list[State] = []

    def body(*row: Tensor) -> list[Tensor]:
        states.append(State(fn(*row)))
        return states[-1].tensors

    graph = FuncGraph(body, row_specs(rows), "map_fn")
    return states[0].rebuild([zeros([0, *s.shape], s.dtype) for s in graph.out_specs])


def _recorded(fn: Callable, checked: Callable, rows: list[Tensor]) -> tuple | None:
    """The results of a row, and the body; None if only Python can run it."""
    states: list[State] = []

    def body(number: Tensor, *row: Tensor) -> list[Tensor]:
        states.append(State(checked(*row)))
        return states[-1].tensors

    def record() -> tuple[State, FuncGraph]:
        specs = [convert_to_tensor(0)._spec, *row_specs(rows)]
        lift = None if recording() else True
        graph = FuncGraph(body, specs, "map_fn", lift_constants=lift, tells=True)
        check_recorded(graph)
        return states[-1], graph

    if recording():
        return record()
    if number_of_rows(rows, "map_fn") < FEW_TURNS:
        return None
    return recorded_if_possible(record, (fn,), rows)


def vectorized_map(
    fn: Callable, elems: Any, fallback_to_while_loop: bool = True, warn: bool = True
) -> Any:
    """`fn` of all rows at once: every op in it is given another axis in front.

    Args:
      fn: takes a row of `elems`, in its structure, and changes no variable. It is traced.
      elems: a (structure of) tensors with as many rows; one row serves for all.
      fallback_to_while_loop: whether `tf.map_fn` is used where that can't be done.
      warn: whether that is logged.

    Returns:
      What `fn` returns, with another axis in front.

    Raises:
      TypeError: `fn` is not callable.
      ValueError: there are no rows, or `fn` can't be vectorized and `fallback_to_while_loop` is
        False.

    >>> import tapeflow as tf
    >>> tf.vectorized_map(lambda row: tf.reduce_max(row), tf.constant([[1, 2], [4, 3]])).numpy()
    array([2, 4], dtype=int32)
    """
    check_callable(fn, "tf.vectorized_map", "fn")
    rows = [convert_to_tensor(leaf) for leaf in flatten(elems)]
    counts = {row._spec.shape[0] if row.ndim else 1 for row in rows}
    count = max(counts, default=0)
    if not count or len(counts - {1}) > 1:
        raise ValueError(
            f"tf.vectorized_map: elems have different numbers of rows, or none: {counts}"
        )
    states: list[State] = []

    def body(*row: Tensor) -> list[Tensor]:
        states.append(State(fn(pack_like(elems, list(row)))))
        return states[-1].tensors

    try:
        graph = FuncGraph(body, row_specs(rows), "vectorized_map", lift_constants=True)
    except TypeError:
        graph = None
    if graph is None or graph.updated:
        if not fallback_to_while_loop:
            raise ValueError("tf.vectorized_map: fn reads values or changes variables")
        if warn:
            _log.warning("tf.vectorized_map: fn can't be vectorized; using tf.map_fn")
        structure = map_structure(lambda leaf: leaf, states[0].structure) if states else None
        return map_fn(fn, elems, fn_output_signature=_dtypes(structure))
    key = ("vectorized_map", graph.key, count, tuple([row._spec for row in rows]))
    signature = known_call(key, lambda: _vectorized_signature(graph, rows, count))
    return states[0].rebuild(record_call(signature, graph.operands(rows)))


def _dtypes(structure: Any) -> Any:
    return None if structure is None else map_structure(lambda leaf: leaf.dtype, structure)


def _vectorized_signature(graph: FuncGraph, rows: list[Tensor], count: int) -> CallSignature:
    return CallSignature(
        "vectorized_map",
        Vectorized(graph.function, len(rows), len(graph.captures), count),
        [*[row._spec for row in rows], *graph.capture_specs, *graph.feed_specs],
        [spec((count, *s.shape), s.dtype) for s in graph.out_specs],
        graph.weight,
    )


@dataclass(frozen=True, eq=False)  # no tuple: JAX 0.12 refers weakly to what it compiles
class Vectorized:
    """A body for all rows at once: rows, captures, seeds."""

    function: Any
    rows: int
    captured: int
    count: Any

    def __call__(self, *arrays: jax.Array) -> tuple:
        rows, end, count = self.rows, self.rows + self.captured, self.count
        full = [jnp.broadcast_to(array, (count, *array.shape[1:])) for array in arrays[:rows]]

        def one(number: jax.Array, *row: jax.Array) -> tuple:
            seeds = [fold(seed, number) for seed in arrays[end:]]
            return self.function(*row, *arrays[rows:end], *seeds)

        return tuple(jax.vmap(one)(jnp.arange(count, dtype=jnp.int32), *full))
