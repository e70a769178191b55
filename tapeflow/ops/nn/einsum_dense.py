"""`einsum_dense`: a layer's product by an equation, bias and activation as one op."""

from __future__ import annotations

import math

import jax
import jax.numpy as jnp

from tapeflow.engine import op
from tapeflow.ops.nn.activated import activated


@op("nn.einsum_dense", costly=True)
def einsum_dense(
    inputs: jax.Array, kernel: jax.Array, bias: jax.Array | None, equation="", activation=None
) -> jax.Array:
    """`activation(einsum(equation, inputs, kernel) + bias)`.

    Args:
      inputs: floating tensor.
      kernel: of the same dtype.
      bias: broadcasts to the result, or None.
      equation: of two operands, such as "abc,cd->abd".
      activation: the pure function of an op, or None.
    """
    wide = jnp.promote_types(inputs.dtype, jnp.float32)
    contracted = _contracted(equation, inputs.ndim, kernel.ndim)
    if contracted and inputs.shape[-contracted:] == kernel.shape[:contracted]:
        # As matrices: XLA would write kernels' gradients with their axes in another order.
        rows, columns = inputs.shape[:-contracted], kernel.shape[contracted:]
        inner = math.prod(kernel.shape[:contracted])
        outputs = jnp.matmul(
            inputs.reshape(math.prod(rows), inner),
            kernel.reshape(inner, math.prod(columns)),
            preferred_element_type=wide,
        ).reshape(rows + columns)
    else:
        outputs = jnp.einsum(equation, inputs, kernel, preferred_element_type=wide)
    outputs = outputs.astype(inputs.dtype)
    return activated(activation, outputs if bias is None else outputs + bias)


def _contracted(equation: str, inputs_rank: int, kernel_rank: int) -> int:
    """How many axes a product of matrices would sum over, the inputs' last and the kernel's first.

    0 if the equation is another one, or not for such operands.
    """
    operands, _, results = equation.replace(" ", "").partition("->")
    inputs, _, kernel = operands.partition(",")
    if len(kernel) != kernel_rank or ("." not in inputs and len(inputs) != inputs_rank):
        return 0
    for count in range(1, min(len(inputs), len(kernel)) + 1):
        letters = (inputs + kernel[count:]).replace(".", "")
        if (
            inputs[-count:] == kernel[:count]
            and results == inputs[:-count] + kernel[count:]
            and len(set(letters)) == len(letters)
            and "." not in kernel
        ):
            return count
    return 0
