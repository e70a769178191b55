"""Gradients through calls of `tf.custom_gradient` functions, which bring their own derivative."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tapeflow.engine.convert import constant
from tapeflow.engine.gradient import Span, record_gradient
from tapeflow.engine.op import op
from tapeflow.engine.tensor import Tensor


class Custom:
    """A call of a `tf.custom_gradient` function: what went in and came out, and its derivative."""

    __slots__ = ("derivative", "inputs", "outputs")

    def __init__(self, inputs: list[Tensor], outputs: list[Tensor], derivative: Any):
        self.inputs = inputs
        self.outputs = outputs
        self.derivative = derivative


def sweep(
    spans: list[Span],
    customs: list[Custom],
    targets: list,
    starts: list | None,
    groups: list,
    replay: bool,
) -> list[Tensor | None]:
    """Sweeps to each custom call's results, latest first, and on from what its derivative gives."""
    ends = list(targets)
    weights = list(starts) if starts is not None else [ones_like(target) for target in targets]

    def to(wanted: list) -> list:
        results = record_gradient(spans, ends, weights, wanted, "gradient", replay)
        for i, group in enumerate(
            wanted
        ):  # a target or a custom input may itself be what is wanted
            if results[i] is None:
                same = [w for e, w in zip(ends, weights, strict=True) if any(e is g for g in group)]
                results[i] = _sum(same)
        return results

    for custom in reversed(customs):
        upstream = to([[output] for output in custom.outputs])
        if all(u is None for u in upstream):
            continue
        filled = [
            _zeros_like(output) if u is None else u
            for output, u in zip(custom.outputs, upstream, strict=True)
        ]
        for tensor, gradient in zip(custom.inputs, custom.derivative(filled), strict=True):
            if gradient is not None and tensor.dtype.is_differentiable:
                ends.append(tensor)
                weights.append(gradient)
    return to(groups)


def jacobian(
    spans: list[Span],
    customs: list[Custom],
    target: Tensor,
    groups: list,
    batched: bool,
    replay: bool,
) -> list[Tensor | None]:
    """Jacobians, row by row: the derivatives that functions bring can't be vectorized."""
    shape = target._spec.shape
    batch, rows = (shape[:1], shape[1:]) if batched else ((), shape)
    count = math.prod(rows)
    found: list[list] = [[] for _ in groups]
    for row in range(count):
        start = np.zeros(count, target.dtype.np)
        start[row] = 1
        weights = constant(np.broadcast_to(start.reshape(rows), shape))
        results = sweep(spans, customs, [target], [weights], groups, replay)
        for column, result in zip(found, results, strict=True):
            column.append(result)
    return [
        None if not column or column[0] is None else _stacked(column, len(batch), rows)
        for column in found
    ]


@op("jacobian")
def _stacked(columns: Sequence[jax.Array], axis=0, rows=()) -> jax.Array:
    stacked = jnp.stack(columns, axis)
    return stacked.reshape(*stacked.shape[:axis], *rows, *stacked.shape[axis + 1 :])


def ones_like(tensor: Tensor) -> Tensor:
    """Ones of a tensor's shape and dtype, on the host."""
    return constant(1, tensor.dtype, tensor.shape)


def _zeros_like(tensor: Tensor) -> Tensor:
    return constant(0, tensor.dtype, tensor.shape)


def _sum(tensors: list[Tensor]) -> Tensor | None:
    total = None
    for tensor in tensors:
        total = tensor if total is None else total + tensor
    return total
