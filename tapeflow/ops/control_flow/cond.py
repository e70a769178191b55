"""`tf.cond`, `tf.case`, `tf.switch_case`: one of several functions is called."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.numpy as jnp

from tapeflow.engine import (
    CallSignature,
    FuncGraph,
    Tensor,
    Variable,
    convert_to_tensor,
    invalid,
    op,
    problem,
    record_call,
    recording,
)
from tapeflow.engine.nest import assert_same_structure
from tapeflow.ops.control_flow.state import State, needs_python


def cond(
    pred: Any, true_fn: Callable | None = None, false_fn: Callable | None = None, name: Any = None
) -> Any:
    """`true_fn()` if `pred` is true, else `false_fn()`.

    Inside a `tf.function` both are traced, and one is run.

    Args:
      pred: a boolean scalar.
      true_fn: a function without arguments.
      false_fn: one that returns the same structure, of tensors of the same dtypes.
      name: accepted for compatibility, not used.

    Returns:
      What the function returned.

    Raises:
      TypeError: a branch is not callable, or the two return different structures or dtypes.

    >>> import tapeflow as tf
    >>> x = tf.constant(2.0)
    >>> tf.cond(x > 1.0, lambda: x * 10.0, lambda: x).numpy()
    np.float32(20.0)
    """
    for function, kind in ((true_fn, "true_fn"), (false_fn, "false_fn")):
        if not callable(function):
            raise TypeError(f"The `{kind}` argument must be a callable. Received: {function}")
    if is_known(pred):
        return true_fn() if _truth(pred) else false_fn()
    return record_branches(_index_of(pred), (false_fn, true_fn), "cond")


def is_known(value: Any) -> bool:
    """Whether a value can be read now: it does not come from a function being recorded."""
    if isinstance(value, Variable):
        return not recording()
    return value.__class__ is not Tensor or value._trace is None or value._trace.graph is None


def _truth(pred: Any) -> bool:
    if isinstance(pred, (Tensor, Variable)):
        return bool(pred.numpy())
    return bool(pred)


def _index_of(pred: Any) -> Tensor:
    tensor = convert_to_tensor(pred)
    if tensor.ndim:
        raise ValueError(f"pred must be a scalar, got shape {tensor.shape}")
    return tensor


def record_branches(index: Tensor, functions: Sequence[Callable], name: str) -> Any:
    """Records the choice of one of several functions.

    Args:
      index: which one: a boolean or an integer within range.
      functions: take nothing, and return the same structure.
      name: of the op, in messages.
    """
    states: list[State] = []

    def body(function: Callable) -> Callable:
        def recorded() -> list[Tensor]:
            states.append(State(function()))
            return states[-1].tensors

        return recorded

    graphs = [FuncGraph(body(function), (), name) for function in functions]
    _check_alike(states, name)
    updated = list({id(v): v for graph in graphs for v in graph.updated}.values())
    news = [variable._tensor for variable in updated]
    operands = [index, *news]
    places = []
    for graph in graphs:
        own = graph.operands(())
        places.append(range(len(operands), len(operands) + len(own)))
        operands.extend(own)

    def call(*arrays: jax.Array) -> tuple:
        def chosen(graph: FuncGraph, place: range) -> Callable:
            def run() -> tuple:
                given = graph.function(*[arrays[i] for i in place])
                count = len(graph.out_specs)
                changed = {id(v): a for v, a in zip(graph.updated, given[count:], strict=True)}
                kept = [
                    changed.get(id(variable), array)
                    for variable, array in zip(updated, arrays[1:], strict=False)
                ]
                return (*given[:count], *kept)

            return run

        branches = [chosen(graph, place) for graph, place in zip(graphs, places, strict=True)]
        return jax.lax.switch(jnp.asarray(arrays[0], jnp.int32), branches)

    signature = CallSignature(
        name,
        call,
        [tensor._spec for tensor in operands],
        [*graphs[0].out_specs, *[new._spec for new in news]],
        sum(graph.weight for graph in graphs) + 1,
    )
    return states[0].rebuild(record_call(signature, operands, updated))


def _check_alike(states: Sequence[State], name: str) -> None:
    first = states[0]
    for other in states[1:]:
        try:
            assert_same_structure(first.structure, other.structure)
        except (TypeError, ValueError) as error:
            raise TypeError(
                problem(
                    f"tf.{name}: branches return different structures",
                    given=f"{_text(first)} and {_text(other)}",
                    expected="the same structure from all",
                )
            ) from error
        if first.counts != other.counts:
            raise TypeError(
                problem(
                    f"tf.{name}: branches return different things",
                    given=f"{_text(first)} and {_text(other)}",
                    expected="tensors at the same places",
                )
            )
        for one, two in zip(first.tensors, other.tensors, strict=True):
            if one.dtype is not two.dtype:
                raise TypeError(
                    problem(
                        f"tf.{name}: branches return different dtypes",
                        given=f"{one.dtype.name} and {two.dtype.name}",
                        expected="the same dtypes from all",
                        fix=f"tf.cast(x, tf.{one.dtype.name})",
                    )
                )
            if one._spec is not two._spec:
                raise needs_python(f"tf.{name}: branches of shapes {one.shape} and {two.shape}")


def _text(state: State) -> str:
    return ", ".join(str(getattr(leaf, "_spec", leaf)) for leaf in state.leaves) or "nothing"


def switch_case(
    branch_index: Any, branch_fns: Any, default: Callable | None = None, name: str = "switch_case"
) -> Any:
    """Calls one of several functions by its number.

    Args:
      branch_index: an int32 scalar.
      branch_fns: a list of functions without arguments, of `(number, function)` pairs, or a dict.
      default: called for any other number; by default the function with the highest number.
      name: accepted for compatibility, not used.

    Returns:
      What the function returned.

    Raises:
      TypeError: a function is not callable, or two return different structures.

    >>> import tapeflow as tf
    >>> tf.switch_case(tf.constant(1), [lambda: "zero", lambda: "one"])
    'one'
    """
    functions = _numbered(branch_fns)
    highest = functions[max(functions)] if default is None else default
    if is_known(branch_index):
        return functions.get(int(_value(branch_index)), highest)()
    index = convert_to_tensor(branch_index)
    ordered = [functions[number] for number in range(len(functions))]
    return record_branches(_place(index, len(ordered)), [*ordered, highest], "switch_case")


@op("switch_case", differentiable=False)
def _place(index: jax.Array, count: int) -> jax.Array:
    """The index, and `count` if it is out of range."""
    within = jnp.logical_and(index >= 0, index < count)
    return jnp.where(within, index, count).astype(jnp.int32)


def _value(index: Any) -> Any:
    return index.numpy() if isinstance(index, (Tensor, Variable)) else index


def _numbered(branch_fns: Any) -> dict[int, Callable]:
    if isinstance(branch_fns, dict):
        pairs = list(branch_fns.items())
    elif not isinstance(branch_fns, (list, tuple)) or not branch_fns:
        raise TypeError(f"branch_fns must be a dict, list, or tuple. Received {branch_fns!r}")
    elif all(callable(item) for item in branch_fns):
        pairs = list(enumerate(branch_fns))
    else:
        pairs = list(branch_fns)
    for pair in pairs:
        if not isinstance(pair, tuple) or len(pair) != 2 or not callable(pair[1]):
            raise TypeError(f"branch_fns must hold (int, callable) pairs. Received {pair!r}")
    functions = {int(number): function for number, function in pairs}
    if sorted(functions) != list(range(len(functions))):
        raise ValueError(
            f"branch indices (keys) must form contiguous range of [0 to {len(functions)}) "
            f"but found {sorted(functions)}"
        )
    return functions


def case(
    pred_fn_pairs: Any,
    default: Callable | None = None,
    exclusive: bool = False,
    strict: bool = False,
    name: str = "case",
) -> Any:
    """Calls the first function whose condition is true.

    Args:
      pred_fn_pairs: `(boolean scalar, function)` pairs; the functions return the same structure.
      default: called if no condition is true.
      exclusive: whether at most one condition may be true; tested where values are known.
      strict: accepted for compatibility, not used.
      name: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: no condition is true and there is no default, or several are and
        `exclusive` says otherwise.

    >>> import tapeflow as tf
    >>> x = tf.constant(3)
    >>> tf.case([(x < 2, lambda: 1), (x < 5, lambda: 2)], default=lambda: 3)
    2
    """
    pairs = _pairs(pred_fn_pairs)
    if all(is_known(pred) for pred, _ in pairs):
        true = [function for pred, function in pairs if _truth(pred)]
        if exclusive and len(true) > 1:
            raise invalid("tf.case: more than one condition is true, and exclusive=True")
        if not true and default is None:
            raise invalid("tf.case: None of the conditions evaluated as True, and no default")
        return (true or [default])[0]()
    function = default
    for pred, chosen in reversed(pairs):
        # Without a default TensorFlow asserts that the last condition holds.
        function = chosen if function is None else _either(pred, chosen, function)
    return function()


def _either(pred: Any, chosen: Callable, otherwise: Callable) -> Callable:
    return lambda: cond(pred, chosen, otherwise)


def _pairs(pred_fn_pairs: Any) -> list[tuple]:
    if isinstance(pred_fn_pairs, dict):
        raise TypeError("pred_fn_pairs must be a list of (pred, fn) pairs: a tensor is no key")
    if not isinstance(pred_fn_pairs, (list, tuple)):
        raise TypeError("pred_fn_pairs must be a list, tuple, or dict")
    for pair in pred_fn_pairs:
        if not isinstance(pair, tuple) or len(pair) != 2 or not callable(pair[1]):
            raise TypeError(f"Each entry in pred_fn_pairs must be a (pred, fn) tuple: {pair!r}")
    return list(pred_fn_pairs)
