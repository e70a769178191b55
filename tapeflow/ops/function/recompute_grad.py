"""`tf.recompute_grad`: a gradient that computes a function's intermediate values again."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jax

from tapeflow.engine import (
    CallSignature,
    FuncGraph,
    check_callable,
    known_call,
    record_call,
    recording,
)
from tapeflow.engine.errors import OperatorNotAllowedInGraphError
from tapeflow.engine.func_graph import Body
from tapeflow.engine.told import tell_all
from tapeflow.engine.trace import recording_tapes
from tapeflow.ops.control_flow.state import State


def recompute_grad(f: Callable) -> Callable:
    """`f`, of whose values a gradient keeps the arguments and results alone.

    What lies between them is computed again, in exchange for memory (Chen et al. 2016,
    arXiv:1604.06174).

    Under a tape `f` is called once for each call, without values, and what it records is one op. A
    function that needs values is called as it is, and its intermediate values are kept.

    Args:
      f: takes anything and gives a (structure of) tensors; it may read and assign variables.

    Returns:
      A function of the same arguments.

    Raises:
      TypeError: `f` is not callable.

    >>> import tapeflow as tf
    >>> x = tf.Variable(3.0)
    >>> with tf.GradientTape() as tape:
    ...     y = tf.recompute_grad(lambda x: tf.exp(tf.sin(x)))(x)
    >>> tape.gradient(y, x).numpy().round(4)
    np.float32(-1.14)
    """
    check_callable(f, "tf.recompute_grad", "f")

    @functools.wraps(f, updated=())
    def recomputed(*args: Any, **kwargs: Any) -> Any:
        if not recording() and not recording_tapes():
            return f(*args, **kwargs)
        return _recorded(f, args, kwargs)

    return recomputed


def _recorded(f: Callable, args: tuple, kwargs: dict) -> Any:
    states: list[State] = []

    def body() -> list:
        states.append(State(f(*args, **kwargs)))
        return states[-1].tensors

    name = getattr(f, "__name__", "recompute_grad")
    outermost = not recording()
    try:
        graph = FuncGraph(body, (), name, lift_constants=outermost or None, tells=True)
    except OperatorNotAllowedInGraphError:
        if outermost:
            return f(*args, **kwargs)
        raise
    signature = known_call(("recompute_grad", graph.name, graph.key), lambda: _checkpointed(graph))
    results = record_call(signature, graph.operands(()), graph.updated)
    tell_all(graph.messages, results[len(graph.out_specs) :])
    return states[-1].rebuild(results[: len(graph.out_specs)])


def _checkpointed(graph: FuncGraph) -> CallSignature:
    plain = graph.signature
    call = Checkpointed(graph.function)
    return CallSignature(graph.name, call, plain.in_specs, plain.out_specs, plain.weight)


@dataclass(frozen=True, eq=False)  # no tuple: JAX 0.12 refers weakly to what it compiles
class Checkpointed:
    """A body of whose values a gradient keeps what goes in."""

    function: Body

    def __call__(self, *arrays: jax.Array) -> tuple:
        return jax.checkpoint(self.function.__call__)(*arrays)
