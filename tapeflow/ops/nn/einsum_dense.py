"""`einsum_dense`: a layer's product by an equation, bias and activation as one op."""

from __future__ import annotations

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
    outputs = jnp.einsum(equation, inputs, kernel, preferred_element_type=wide)
    outputs = outputs.astype(inputs.dtype)
    return activated(activation, outputs if bias is None else outputs + bias)
