"""`tf.cond`, `tf.case`, `tf.switch_case`: one of several functions is called."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import jax
import jax.numpy as jnp

from tapeflow.engine import (
    CallSignature,
    FuncGraph,
    Tensor,
    Variable,
    check_callable,
    convert_to_tensor,
    invalid,
    is_known,
    known_call,
    op,
    problem,
    record_call,
)
from tapeflow.engine.nest import assert_same_structure
from tapeflow.engine.told import tell_all
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
      ValueError: one returns a tensor where the other returns None.

    >>> import tapeflow as tf
    >>> x = tf.constant(2.0)
    >>> tf.cond(x > 1.0, lambda: x * 10.0, lambda: x).numpy()
    np.float32(20.0)
    """
    for function, kind in ((true_fn, "true_fn"), (false_fn, "false_fn")):
        check_callable(function, "tf.cond", kind)
    if is_known(pred):
        return true_fn() if _truth(pred) else false_fn()
    return record_branches(_index_of(pred), (false_fn, true_fn), "cond")


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

    graphs = [FuncGraph(body(function), (), name, tells=True) for function in functions]
    _check_alike(states, name)
    updated = list({id(v): v for graph in graphs for v in graph.updated}.values())
    operands = [index, *[variable._tensor for variable in updated]]
    for graph in graphs:
        operands.extend(graph.operands(()))
    places = {id(variable): i for i, variable in enumerate(updated)}
    own = tuple([tuple([places[id(v)] for v in graph.updated]) for graph in graphs])
    key = (name, index._spec, len(updated), *own, *[graph.key for graph in graphs])
    signature = known_call(key, lambda: _branches(name, graphs, own, operands))
    results = record_call(signature, operands, updated)
    count = len(graphs[0].out_specs)
    tell_all([message for graph in graphs for message in graph.messages], results[count:])
    return states[0].rebuild(results[:count])


def _branches(
    name: str, graphs: Sequence[FuncGraph], own: tuple, operands: Sequence[Tensor]
) -> CallSignature:
    count = len({place for places in own for place in places})
    updated = [tensor._spec for tensor in operands[1 : 1 + count]]
    told = [s for graph in graphs for s in graph.told_specs]
    call = Branches(
        tuple([graph.function for graph in graphs]),
        tuple([len(graph.captures) + len(graph.feeds) for graph in graphs]),
        own,
        tuple([graph.told_specs for graph in graphs]),
        len(graphs[0].out_specs),
        count,
    )
    return CallSignature(
        name,
        call,
        [tensor._spec for tensor in operands],
        [*graphs[0].out_specs, *told, *updated],
        sum(graph.weight for graph in graphs) + 1,
    )


@dataclass(frozen=True, eq=False)  # no tuple: JAX 0.12 refers weakly to what it compiles
class Branches:
    """The choice as a pure function: the index, variables' values, what each branch reads.

    Attributes:
      functions: of the branches.
      widths: how many arrays each reads.
      own: which of the variables each assigns to.
      told_specs: what each tells.
      results: how many others each gives.
      updated: how many variables there are.
    """

    functions: tuple
    widths: tuple[int, ...]
    own: tuple[tuple[int, ...], ...]
    told_specs: tuple[tuple, ...]
    results: int
    updated: int

    def __call__(self, index: jax.Array, *arrays: jax.Array) -> tuple:
        start = self.updated
        branches = []
        for branch, width in enumerate(self.widths):
            branches.append(
                self._branch(branch, arrays[start : start + width], arrays[: self.updated])
            )
            start += width
        return jax.lax.switch(jnp.asarray(index, jnp.int32), branches)

    def _branch(self, branch: int, operands: Sequence, before: Sequence) -> Callable:
        def run() -> tuple:
            given = self.functions[branch](*operands)
            own = self.own[branch]
            changed = dict(zip(own, given[len(given) - len(own) :], strict=True))
            kept = [changed.get(i, array) for i, array in enumerate(before)]
            told = [jnp.zeros(s.shape, s.dtype.np) for s in chain(*self.told_specs)]
            first = sum(map(len, self.told_specs[:branch]))
            said = given[self.results : len(given) - len(own)]
            told[first : first + len(said)] = said
            return (*given[: self.results], *told, *kept)

        return run


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
            if all(
                one.__class__ is two.__class__
                for one, two in zip(first.leaves, other.leaves, strict=True)
            ):
                raise needs_python("a TensorArray that only one branch writes to")
            raise ValueError(
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
    if default is not None:
        check_callable(default, "tf.switch_case", "default")
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
    if default is not None:
        check_callable(default, "tf.case", "default")
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
