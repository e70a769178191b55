"""`tf.while_loop`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tapeflow.engine import (
    FuncGraph,
    Tensor,
    Variable,
    check_callable,
    convert_to_tensor,
    is_known,
    problem,
    recording,
)
from tapeflow.engine.nest import assert_same_structure, flatten, map_structure, pack_like
from tapeflow.ops.array import stop_gradient
from tapeflow.ops.control_flow.eager_loop import check_recorded, recorded_if_possible
from tapeflow.ops.control_flow.record_loop import record_while
from tapeflow.ops.control_flow.state import State, needs_python


def while_loop(
    cond: Callable,
    body: Callable,
    loop_vars: Any,
    shape_invariants: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    maximum_iterations: Any = None,
    name: str | None = None,
) -> Any:
    """Calls `body` as long as `cond` is true.

    The two are traced, and gradients flow back through any number of turns: up to 64 states are
    kept, and others are computed again. Functions that read values, print, change shapes or Python
    objects, or draw random numbers are called turn by turn; a `tf.function` then runs as Python.

    Args:
      cond: takes the loop's variables, and gives a boolean scalar.
      body: takes them, and gives their next values in the same structure.
      loop_vars: a list or tuple of (structures of) tensors.
      shape_invariants: shapes of which some sizes may change.
      parallel_iterations: accepted for compatibility, not used.
      back_prop: if False, no gradient flows back.
      swap_memory: accepted for compatibility, not used.
      maximum_iterations: at most so many turns are made.
      name: accepted for compatibility, not used.

    Returns:
      The last values, in the structure of `loop_vars`.

    Raises:
      ValueError: `body` gives another structure, or inside a `tf.function` other shapes.

    >>> import tapeflow as tf
    >>> tf.while_loop(lambda i, x: i < 3, lambda i, x: [i + 1, x * 2.0], [0, tf.constant(1.0)])
    [<tf.Tensor: shape=(), dtype=int32, numpy=3>, <tf.Tensor: shape=(), dtype=float32, numpy=8.0>]
    """
    check_callable(cond, "tf.while_loop", "cond")
    check_callable(body, "tf.while_loop", "body")
    if not flatten(loop_vars):
        raise ValueError("'loop_vars' must be provided.")
    single = not isinstance(loop_vars, (list, tuple))
    loop_vars = [loop_vars] if single else loop_vars
    found = _run(cond, body, loop_vars, shape_invariants is not None, maximum_iterations)
    if not back_prop:
        found = map_structure(lambda x: stop_gradient(x) if isinstance(x, Tensor) else x, found)
    return found[0] if single else found


def _number(value: Any) -> Any:
    return value.numpy() if hasattr(value, "numpy") else value


def _run(cond: Callable, body: Callable, loop_vars: Any, may_change: bool, maximum: Any) -> Any:
    if not is_known(maximum):
        return _in_python(cond, body, loop_vars, maximum)
    limit = None if maximum is None else int(_number(maximum))

    def record() -> tuple[State, FuncGraph, FuncGraph]:
        return _recorded(cond, body, loop_vars, may_change)

    if recording():
        bodies = record()
    else:
        variables = any(isinstance(leaf, Variable) for leaf in flatten(loop_vars))
        bodies = None if variables else recorded_if_possible(record, (cond, body))
        if bodies is None:
            return _in_python(cond, body, loop_vars, limit)
    state, test, graph = bodies
    return state.rebuild(record_while("while_loop", test, graph, state.tensors, limit))


def _in_python(cond: Callable, body: Callable, loop_vars: Any, maximum: Any) -> Any:
    limit = None if maximum is None else int(_number(maximum))
    turns = 0
    while (limit is None or turns < limit) and bool(_number(cond(*loop_vars))):
        following = body(*loop_vars)
        if len(loop_vars) == 1 and not isinstance(following, (list, tuple)):
            following = (following,)
        assert_same_structure(list(loop_vars), list(following))
        loop_vars, turns = following, turns + 1
    return map_structure(_tensor, loop_vars)


def _tensor(leaf: Any) -> Any:
    return convert_to_tensor(leaf) if isinstance(leaf, (int, float, bool)) else leaf


def _recorded(
    cond: Callable, body: Callable, loop_vars: Any, may_change: bool
) -> tuple[State, FuncGraph, FuncGraph]:
    lift = None if recording() else True

    def following(values: Any) -> Any:
        result = body(*values)
        if not isinstance(result, (list, tuple)):
            result = [result]
        try:
            assert_same_structure(list(values), list(result))
        except TypeError as error:
            raise ValueError(str(error)) from error
        return type(loop_vars)(result) if type(loop_vars) in (list, tuple) else result

    state, graph, _ = recorded_body(following, State(loop_vars), "while_loop", may_change)

    def goes_on(*inputs: Tensor) -> Any:
        return cond(*state.rebuild(inputs))

    test = FuncGraph(goes_on, state.specs(), "while_loop", lift_constants=lift)
    check_recorded(test, graph)
    return state, test, graph


def recorded_body(
    following: Callable[[Any], Any],
    state: State,
    name: str,
    may_change: bool = False,
    before: Sequence = (),
    names: Sequence[str] = (),
) -> tuple[State, FuncGraph, State]:
    """A loop's body, recorded.

    What the state's start leaves open is settled by what the body makes of it: a `TensorArray` that
    nothing was written to, a Python number whose dtype is another after the first turn.

    Args:
      following: gives the state of the next turn; after `before`, if there is any.
      state: at the start.
      name: of the op, in messages.
      may_change: whether shapes may change, which only Python can do.
      before: specs of inputs that come before the state.
      names: of the state's entries, for messages.

    Returns:
      The state at the start, the body, and a state as the body gives it.
    """
    lift = None if recording() else True
    for _ in range(4):
        given: list[State] = []

        def body(*inputs: Tensor, state: State = state, given: list = given) -> list[Tensor]:
            values = state.rebuild(inputs[len(before) :])
            result = State(following(*inputs[: len(before)], values))
            given.append(result)
            return result.tensors

        specs = [*before, *state.specs()]
        graph = FuncGraph(body, specs, name, lift_constants=lift, tells=True)
        settled = _settled(state, given[0], graph, name, may_change, names)
        if settled is state:
            return state, graph, given[0]
        state = settled
    raise needs_python(f"{name}: the loop's variables never settle")


def _settled(
    state: State, given: State, graph: FuncGraph, name: str, may_change: bool, names: Sequence
) -> State:
    """The state if the body gives what it takes, else one to try instead."""
    if state.counts == given.counts and tuple(state.specs()) == graph.out_specs:
        return state
    leaves, changed, start = [], False, 0
    for i, (leaf, count, other) in enumerate(
        zip(state.leaves, given.counts, given.leaves, strict=True)
    ):
        specs = graph.out_specs[start : start + count]
        start += count
        own = State(leaf)
        if own.counts == [count] and tuple(own.specs()) == tuple(specs):
            leaves.append(leaf)
            continue
        label = names[i] if i < len(names) else f"loop variable {i}"
        leaves.append(_adjusted(leaf, own, specs, other, name, may_change, label))
        changed = True
    if not changed:
        return state
    return State(pack_like(state.structure, leaves))


def _adjusted(
    leaf: Any, own: State, specs: Sequence, other: Any, name: str, may_change: bool, label: str
) -> Any:
    if hasattr(leaf, "started_like"):
        return leaf.started_like(other, specs)
    if isinstance(leaf, (int, float)) and len(specs) == 1 and not specs[0].ndim:
        return convert_to_tensor(leaf, specs[0].dtype)
    if len(own.tensors) == 1 and len(specs) == 1:
        one, two = own.tensors[0]._spec, specs[0]
        if one.dtype is not two.dtype:
            raise TypeError(
                problem(
                    f"'{label}' has dtype {one.dtype.name} before the loop, but dtype "
                    f"{two.dtype.name} after one iteration",
                    fix=f"tf.cast(x, tf.{two.dtype.name}) before the loop",
                )
            )
        if not may_change:
            raise ValueError(
                problem(
                    f"'{label}' has shape {one.public_shape} before the loop, but shape "
                    f"{two.public_shape} after one iteration",
                    expected="the same shape in every turn",
                    fix="declare shape_invariants, or write into a tensor of the final shape",
                )
            )
    raise needs_python(f"{name}: '{label}' changes from turn to turn")
