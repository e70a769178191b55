"""A call of a `tf.custom_gradient` function inside a function that is being recorded: one op."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.numpy as jnp

from tapeflow.engine import CallSignature, FuncGraph, Tensor, Variable, record_call


def record_custom_gradient(
    name: str,
    f: Callable,
    inputs: Sequence[Tensor],
    derivative_of: Callable,
    arguments: Sequence[Any],
) -> Any:
    """Records `f` as an op with a derivative of its own, which computes `f` again.

    Args:
      name: of the op, in messages.
      f: takes `inputs`, and gives the result and `grad`.
      inputs: tensors.
      derivative_of: takes `grad`, the flat results and the variables that `f` reads; gives a
        function from the float results' derivatives to those by the inputs, then the variables.
      arguments: what the caller was given: a variable among them is no variable that `f` reads.

    Returns:
      The result.
    """
    specs = [tensor._spec for tensor in inputs]
    graph = FuncGraph(lambda *given: f(*given)[0], specs, name)
    variables = [
        capture
        for capture in graph.captures
        if isinstance(capture, Variable)
        and capture.trainable
        and not any(capture is argument for argument in arguments)
    ]
    floats = [i for i, s in enumerate(graph.out_specs) if s.dtype.is_differentiable]

    def backward(*given: Tensor) -> list:
        result, grad = f(*given[: len(specs)])
        return derivative_of(grad, result, variables)(list(given[len(specs) :]))

    back = FuncGraph(backward, [*specs, *[graph.out_specs[i] for i in floats]], name)
    forward_operands, back_operands = graph.operands(()), back.operands(())
    captured, fed = len(graph.captures), len(graph.feeds)
    places = [next((i for i, v in enumerate(variables) if v is c), None) for c in graph.captures]

    @jax.custom_vjp
    def run(inputs: tuple, captures: tuple, feeds: tuple, others: tuple) -> tuple:
        return graph.function(*inputs, *captures, *feeds)

    def forward(inputs: tuple, captures: tuple, feeds: tuple, others: tuple) -> tuple:
        return run(inputs, captures, feeds, others), (inputs, captures, feeds, others)

    def pull(saved: tuple, cotangents: tuple) -> tuple:
        inputs, captures, feeds, others = saved
        upstream = [_conjugate(cotangents[i]) for i in floats]
        count = len(back.captures)
        # What `f` drew in the forward pass it draws again.
        seeds = [*feeds, *others[count + fed :]]
        results = back.function(*inputs, *upstream, *others[:count], *seeds)
        derivatives = back.pack(list(results[: len(back.out_specs)]))
        by_inputs = [_fitting(d, x) for d, x in zip(derivatives, inputs, strict=False)]
        by_variables = derivatives[len(inputs) :]
        by_captures = [
            None if place is None else _fitting(by_variables[place], capture)
            for place, capture in zip(places, captures, strict=True)
        ]
        return tuple(by_inputs), tuple(by_captures), (None,) * fed, (None,) * len(others)

    run.defvjp(forward, pull)
    width = len(inputs)

    def call(*arrays: jax.Array) -> tuple:
        rest = arrays[width:]
        return run(
            arrays[:width],
            rest[:captured],
            rest[captured : captured + fed],
            rest[captured + fed :],
        )

    operands = [*inputs, *forward_operands, *back_operands]
    signature = CallSignature(
        name,
        call,
        [tensor._spec for tensor in operands],
        [*graph.out_specs, *graph.update_specs],
        graph.weight,
    )
    return graph.pack(record_call(signature, operands, graph.updated))


def _fitting(derivative: Any, primal: jax.Array) -> Any:
    """A derivative as JAX wants it: complex ones are conjugates of TensorFlow's."""
    if derivative is None or not jnp.issubdtype(primal.dtype, jnp.inexact):
        return None
    return _conjugate(jnp.broadcast_to(derivative, primal.shape).astype(primal.dtype))


def _conjugate(array: jax.Array) -> jax.Array:
    return jnp.conj(array) if jnp.iscomplexobj(array) else array
