"""`tf.nn.softmax`, `tf.nn.log_softmax`, and where probabilities came from."""

from __future__ import annotations

import functools
from typing import Any

import jax
import jax.numpy as jnp

from tapeflow.engine import Tensor, invalid, op
from tapeflow.ops.nn.floating import floating


@op("nn.softmax")
def softmax(logits: jax.Array, axis=None) -> jax.Array:
    """`exp(logits) / sum(exp(logits))` along `axis`.

    Args:
      logits: a floating tensor.
      axis: the axis that sums to one; the last by default.

    Raises:
      InvalidArgumentError: `axis` is not an axis of `logits`.

    >>> import tapeflow as tf
    >>> tf.nn.softmax([0.0, 0.0]).numpy().tolist()
    [0.5, 0.5]
    """
    return _softmax(_axis("softmax", logits, axis), logits)


@op("nn.log_softmax")
def log_softmax(logits: jax.Array, axis=None) -> jax.Array:
    """`logits - log(sum(exp(logits)))` along `axis`.

    Args:
      logits: a floating tensor.
      axis: the axis along which the exponentials sum to one; the last by default.

    Raises:
      InvalidArgumentError: `axis` is not an axis of `logits`.

    >>> import tapeflow as tf
    >>> tf.nn.log_softmax([0.0, 0.0]).numpy().round(4).tolist()
    [-0.6930999755859375, -0.6930999755859375]
    """
    return _log_softmax(_axis("log_softmax", logits, axis), logits)


@functools.partial(jax.custom_vjp, nondiff_argnums=(0,))
def _softmax(axis: int, logits: jax.Array) -> jax.Array:
    exponentials = jnp.exp(logits - _largest(logits, axis))
    return exponentials / jnp.sum(exponentials, axis, keepdims=True)


def _largest(logits: jax.Array, axis: int) -> jax.Array:
    """Along the axis, which may be empty: jnp.max refuses that."""
    axis %= logits.ndim
    return jnp.expand_dims(jax.lax.reduce_max(logits, (axis,)), axis)


def _softmax_forward(axis: int, logits: jax.Array) -> tuple:
    outputs = _softmax(axis, logits)
    return outputs, outputs


def _softmax_backward(axis: int, outputs: jax.Array, cotangent: jax.Array) -> tuple:
    mean = jnp.sum(cotangent * outputs, axis, keepdims=True)
    return ((cotangent - mean) * outputs,)


_softmax.defvjp(_softmax_forward, _softmax_backward)


@functools.partial(jax.custom_vjp, nondiff_argnums=(0,))
def _log_softmax(axis: int, logits: jax.Array) -> jax.Array:
    shifted = logits - _largest(logits, axis)
    return shifted - jnp.log(jnp.sum(jnp.exp(shifted), axis, keepdims=True))


def _log_softmax_forward(axis: int, logits: jax.Array) -> tuple:
    outputs = _log_softmax(axis, logits)
    return outputs, outputs


def _log_softmax_backward(axis: int, outputs: jax.Array, cotangent: jax.Array) -> tuple:
    total = jnp.sum(cotangent, axis, keepdims=True)
    return (cotangent - total * jnp.exp(outputs),)


_log_softmax.defvjp(_log_softmax_forward, _log_softmax_backward)


def _axis(name: str, logits: jax.Array, axis: int | None) -> int:
    floating(f"tf.nn.{name}", logits)
    axis = -1 if axis is None else axis
    if not -logits.ndim <= axis < logits.ndim:
        raise invalid(
            f"tf.nn.{name}: no such axis",
            given=f"axis {axis}, logits {logits.shape}",
            expected=f"[{-logits.ndim}, {logits.ndim})" if logits.ndim else "at least one axis",
        )
    return axis % logits.ndim


def logits_of(probabilities: Tensor, squash: Any = softmax) -> Tensor | None:
    """The tensor whose softmax (over the last axis) or sigmoid a tensor is, while that is known.

    It is known while the call that made the tensor is recorded and has not run yet.

    Args:
      probabilities: any tensor.
      squash: `softmax` or `sigmoid`.

    Returns:
      The logits, or None.
    """
    trace = probabilities._trace
    if trace is None:
        return None
    wanted = probabilities._index
    nodes = trace.nodes
    start = len(trace.outputs)
    for position in range(len(nodes) - 1, max(len(nodes) - 1 - _LOOK_BACK, -1), -1):
        signature, references = nodes[position]
        start -= len(signature.out_specs)
        if start <= wanted:
            break
    else:
        return None
    if signature.op is not squash.op:
        return None
    if squash is softmax and signature.attrs[0] not in (None, -1, probabilities.ndim - 1):
        return None
    reference = references[0]
    return trace.outputs[reference] if reference >= 0 else trace.leaves[~reference]


# Probabilities go from the last layer to the loss with little in between.
_LOOK_BACK = 50

__all__ = ["log_softmax", "logits_of", "softmax"]
