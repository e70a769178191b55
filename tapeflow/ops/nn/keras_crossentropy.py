"""Cross entropies with Keras' numbers: of class numbers, of distributions, of yes or no.

Keras clips probabilities to `[epsilon, 1 - epsilon]`, so that a loss ends at 16.1 nats and a
network that is sure and wrong gets no gradient. Where probabilities are known to be the softmax
(or sigmoid) of logits, the loss is computed from those logits instead, and stays right: what
Keras does in compiled training, and what it can't do in an eager loop. Apart from such saturated
outputs the two agree to 1e-6.
"""

from __future__ import annotations

import functools
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from tapeflow.engine import Tensor, convert_to_tensor, op, problem
from tapeflow.ops.nn.cross_entropy import sigmoid_cross_entropy, softmax_cross_entropy
from tapeflow.ops.nn.labels import check_labels
from tapeflow.ops.nn.sigmoid import sigmoid
from tapeflow.ops.nn.softmax import logits_of, softmax
from tapeflow.ops.nn.sparse_cross_entropy import sparse_cross_entropy

EPSILON = 1e-7


def keras_sparse_categorical_crossentropy(
    target: Any,
    output: Any,
    from_logits: bool = False,
    axis: int = -1,
    ignore_class: int | None = None,
    epsilon: float = EPSILON,
) -> Tensor:
    """Cross entropy, in nats, between class numbers and probabilities or logits.

    Args:
      target: class numbers of any dtype, `[...]` or `[..., 1]`.
      output: floating tensor with the classes at `axis`.
      from_logits: whether `output` holds logits.
      axis: the classes' axis.
      ignore_class: a class number whose losses are 0.
      epsilon: probabilities are clipped to `[epsilon, 1 - epsilon]`.

    Returns:
      Losses, shaped like `output` without `axis`.

    Raises:
      ValueError: the shapes don't fit.
      InvalidArgumentError: a class number is out of range.

    >>> import tapeflow as tf
    >>> from tapeflow.ops.nn import keras_sparse_categorical_crossentropy
    >>> keras_sparse_categorical_crossentropy([1], [[0.5, 0.5]]).numpy().round(4)
    array([0.6931], dtype=float32)
    """
    output = convert_to_tensor(output)
    if not from_logits:
        logits = _logits(output, softmax, axis)
        if logits is not None:
            output, from_logits = logits, True
    return _sparse(target, output, from_logits, axis, ignore_class, epsilon)


def keras_categorical_crossentropy(
    target: Any,
    output: Any,
    from_logits: bool = False,
    axis: int = -1,
    label_smoothing: float = 0.0,
    epsilon: float = EPSILON,
) -> Tensor:
    """Cross entropy, in nats, between distributions over classes and probabilities or logits.

    Args:
      target: probabilities of any dtype, shaped like `output`.
      output: floating tensor with the classes at `axis`; probabilities are divided by their sum.
      from_logits: whether `output` holds logits.
      axis: the classes' axis.
      label_smoothing: the part of each target that is spread over all classes, in `[0, 1]`.
      epsilon: probabilities are clipped to `[epsilon, 1 - epsilon]`.

    Returns:
      Losses, shaped like `output` without `axis`.

    Raises:
      ValueError: the shapes differ.

    >>> import tapeflow as tf
    >>> from tapeflow.ops.nn import keras_categorical_crossentropy
    >>> keras_categorical_crossentropy([[0, 1]], [[1.0, 1.0]]).numpy().round(4)
    array([0.6931], dtype=float32)
    """
    output = convert_to_tensor(output)
    if not from_logits:
        logits = _logits(output, softmax, axis)
        if logits is not None:
            output, from_logits = logits, True
    return _categorical(target, output, from_logits, axis, label_smoothing, epsilon)


def keras_binary_crossentropy(
    target: Any,
    output: Any,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    epsilon: float = EPSILON,
) -> Tensor:
    """Cross entropy, in nats, between yes-or-no targets and probabilities or logits, per element.

    Args:
      target: probabilities of any dtype, shaped like `output`.
      output: floating tensor of any shape.
      from_logits: whether `output` holds logits.
      label_smoothing: how far targets move towards one half, in `[0, 1]`.
      epsilon: probabilities are clipped to `[epsilon, 1 - epsilon]`.

    Returns:
      Losses, shaped like `output`.

    Raises:
      ValueError: the shapes differ.

    >>> import tapeflow as tf
    >>> from tapeflow.ops.nn import keras_binary_crossentropy
    >>> keras_binary_crossentropy([1], [0.5]).numpy().round(4)
    array([0.6931], dtype=float32)
    """
    output = convert_to_tensor(output)
    if not from_logits:
        logits = logits_of(output, sigmoid)
        if logits is not None:
            output, from_logits = logits, True
    return _binary(target, output, from_logits, label_smoothing, epsilon)


def _logits(output: Tensor, squash: Any, axis: int) -> Tensor | None:
    if output._trace is None or axis not in (-1, output._spec.ndim - 1):
        return None
    return logits_of(output, squash)


def _check(target: Tensor, output: Tensor, axis: int, ignore_class: int | None, **_: Any) -> None:
    if -output._spec.ndim <= axis < output._spec.ndim:
        check_labels(target, output._spec.shape[axis], ignore_class)


@op("keras.ops.sparse_categorical_crossentropy", free=("target",), check=_check)
def _sparse(
    target: jax.Array,
    output: jax.Array,
    from_logits=False,
    axis=-1,
    ignore_class=None,
    epsilon=EPSILON,
) -> jax.Array:
    name = "sparse_categorical_crossentropy"
    if not -output.ndim <= axis < output.ndim:
        raise ValueError(
            problem(f"{name}: no such axis", given=f"axis {axis}, output {output.shape}")
        )
    output = jnp.moveaxis(output, axis, -1)
    if target.ndim == output.ndim and target.shape[axis] == 1:
        target = jnp.squeeze(target, axis)
    if target.shape != output.shape[:-1]:
        raise ValueError(
            problem(
                "Arguments `target` and `output` must have the same shape but for the classes",
                given=f"target.shape={target.shape}, output.shape={output.shape}",
                expected=f"target {output.shape[:-1]}: one class number per row of outputs",
                fix="for one-hot targets use categorical_crossentropy"
                if target.shape == output.shape
                else None,
            )
        )
    if not jnp.issubdtype(target.dtype, jnp.integer):
        target = target.astype(jnp.int32)
    if ignore_class is not None:
        valid = target != ignore_class
        target = jnp.where(valid, target, jnp.zeros((), target.dtype))
        output = jnp.where(valid[..., None], output, jnp.zeros((), output.dtype))
    if from_logits:
        losses = sparse_cross_entropy(target, output)
    else:
        losses = _sparse_of_probabilities(epsilon, target, output)
    if ignore_class is not None:
        losses = jnp.where(valid, losses, jnp.zeros((), losses.dtype))
    return losses


@functools.partial(jax.custom_vjp, nondiff_argnums=(0,))
def _sparse_of_probabilities(epsilon: float, target: jax.Array, output: jax.Array) -> jax.Array:
    # Keras takes the softmax of the clipped probabilities' logarithms: it divides by their sum.
    classes = output.shape[-1]
    valid = (target >= 0) & (target < classes)
    inside = jnp.where(valid, target, jnp.zeros((), target.dtype)).astype(jnp.int32)
    picked = jnp.take_along_axis(output, inside[..., None], -1, mode="promise_in_bounds")[..., 0]
    total = jnp.sum(_clipped(epsilon, output), -1)
    losses = jnp.log(total) - jnp.log(_clipped(epsilon, picked))
    return jnp.where(valid, losses, jnp.asarray(jnp.nan, losses.dtype))


def _clipped(epsilon: float, output: jax.Array) -> jax.Array:
    return jnp.clip(
        output, jnp.asarray(epsilon, output.dtype), jnp.asarray(1 - epsilon, output.dtype)
    )


def _forward(epsilon: float, target: jax.Array, output: jax.Array) -> tuple:
    return _sparse_of_probabilities(epsilon, target, output), (target, output)


def _backward(epsilon: float, saved: tuple, cotangent: jax.Array) -> tuple:
    target, output = saved
    clipped = _clipped(epsilon, output)
    classes = lax.broadcasted_iota(target.dtype, output.shape, output.ndim - 1)
    hot = classes == target[..., None]
    zero = jnp.zeros((), output.dtype)
    slope = 1 / jnp.sum(clipped, -1, keepdims=True) - jnp.where(hot, 1 / clipped, zero)
    slope = jnp.where(clipped == output, slope, zero)
    return None, slope * cotangent[..., None]


_sparse_of_probabilities.defvjp(_forward, _backward)


@op("keras.ops.categorical_crossentropy", free=("target",))
def _categorical(
    target: jax.Array,
    output: jax.Array,
    from_logits=False,
    axis=-1,
    label_smoothing=0.0,
    epsilon=EPSILON,
) -> jax.Array:
    _same_shape("categorical_crossentropy", target, output)
    if not target.ndim:
        raise ValueError(
            problem(
                "Arguments `target` and `output` must be at least rank 1",
                given=f"target.shape={target.shape}, output.shape={output.shape}",
            )
        )
    axis = axis % output.ndim
    target = target.astype(output.dtype)
    if label_smoothing:
        target = target * (1 - label_smoothing) + label_smoothing / output.shape[axis]
    if from_logits:
        return softmax_cross_entropy(axis, target, output)
    output = output / jnp.sum(output, axis, keepdims=True)
    return -jnp.sum(target * jnp.log(_clip(epsilon, output)), axis)


@op("keras.ops.binary_crossentropy", free=("target",))
def _binary(
    target: jax.Array, output: jax.Array, from_logits=False, label_smoothing=0.0, epsilon=EPSILON
) -> jax.Array:
    _same_shape("binary_crossentropy", target, output)
    target = target.astype(output.dtype)
    if label_smoothing:
        target = target * (1 - label_smoothing) + 0.5 * label_smoothing
    if from_logits:
        return sigmoid_cross_entropy(target, output)
    output = _clip(epsilon, output)
    return -(target * jnp.log(output) + (1 - target) * jnp.log(1 - output))


def _clip(epsilon: float, output: jax.Array) -> jax.Array:
    """Clipping as TensorFlow differentiates it: the gradient is 0 outside, 1 at the bounds."""
    clipped = lax.stop_gradient(_clipped(epsilon, output))
    return jnp.where(clipped == output, output, clipped)


def _same_shape(name: str, target: jax.Array, output: jax.Array) -> None:
    if target.shape != output.shape:
        raise ValueError(
            problem(
                f"{name}: Arguments `target` and `output` must have the same "
                f"{'shape' if target.ndim == output.ndim else 'rank (ndim)'}",
                given=f"target.shape={target.shape}, output.shape={output.shape}",
                fix="for class numbers use sparse_categorical_crossentropy"
                if target.ndim == output.ndim - 1
                else None,
            )
        )


__all__ = [
    "keras_binary_crossentropy",
    "keras_categorical_crossentropy",
    "keras_sparse_categorical_crossentropy",
]
