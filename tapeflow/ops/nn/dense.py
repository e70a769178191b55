"""`dense`: a layer's matrix product, bias and activation as one op."""

from __future__ import annotations

import functools
from typing import Any

import jax
import jax.numpy as jnp

from tapeflow.engine import Tensor, invalid, op
from tapeflow.ops.linalg.contract import contract, matrix_product, rows
from tapeflow.ops.linalg.sum_rows import sum_stored_rows
from tapeflow.ops.nn.activated import activated, activated_backward, activated_forward
from tapeflow.ops.nn.sigmoid import sigmoid
from tapeflow.ops.nn.softmax import softmax


def dense(inputs: Any, kernel: Any, bias: Any = None, activation: Any = None) -> Tensor:
    """`activation(inputs @ kernel + bias)`.

    Args:
      inputs: floating tensor of shape `[..., features]`.
      kernel: `[features, units]`, of the same dtype.
      bias: `[units]`, or None.
      activation: the pure function of an op, as in `relu.op.function`, or None. Softmax and sigmoid
        are recorded on their own, so that a loss finds the logits.

    Returns:
      A tensor of shape `[..., units]`.

    Raises:
      InvalidArgumentError: `features` differs between `inputs` and `kernel`.

    >>> import tapeflow as tf
    >>> from tapeflow.ops.nn.dense import dense
    >>> dense([[1.0, 2.0]], [[3.0], [4.0]], [0.5]).numpy().tolist()
    [[11.5]]
    """
    split = RECORDED_APART.get(activation)
    if split is not None:
        return split(_dense(inputs, kernel, bias, None))
    return _dense(inputs, kernel, bias, activation)


RECORDED_APART = {softmax.op.function: softmax, sigmoid.op.function: sigmoid}


@op("nn.dense", costly=True)
def _dense(
    inputs: jax.Array, kernel: jax.Array, bias: jax.Array | None, activation=None
) -> jax.Array:
    if not inputs.ndim or kernel.ndim != 2 or inputs.shape[-1] != kernel.shape[0]:
        raise invalid(
            f"Matrix size-incompatible: In[0]: {list(inputs.shape)}, In[1]: {list(kernel.shape)}",
            expected="inputs [..., features] and kernel [features, units]",
        )
    return fused_dense(activation, inputs, kernel, bias)


@functools.partial(jax.custom_vjp, nondiff_argnums=(0,))
def fused_dense(activation, inputs, kernel, bias):
    """`dense` on arrays."""
    return activated(activation, _affine(inputs, kernel, bias))


def _affine(inputs, kernel, bias):
    outputs = matrix_product(rows(inputs), kernel)
    if bias is not None:
        outputs = outputs + bias
    return outputs if inputs.ndim == 2 else outputs.reshape(*inputs.shape[:-1], kernel.shape[1])


def _forward(activation, inputs, kernel, bias):
    outputs, pullback = activated_forward(activation, _affine(inputs, kernel, bias))
    # The operands themselves, not their reshaped forms: what is saved is never a copy.
    return outputs, (inputs, kernel, None if bias is None else (), pullback)


def _backward(activation, saved, cotangent):
    inputs, kernel, no_bias, pullback = saved
    flat = rows(activated_backward(pullback, cotangent))
    to_inputs = contract(flat, kernel, (((1,), (1,)), ((), ()))).reshape(inputs.shape)
    to_kernel = contract(rows(inputs), flat, (((0,), (0,)), ((), ())))
    return to_inputs, to_kernel, None if no_bias is None else sum_stored_rows(flat)


fused_dense.defvjp(_forward, _backward)

__all__ = ["dense", "fused_dense"]
