"""`tf.sparse.sampled_addmm`."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from tapeflow.engine import Tensor, as_dtype, convert_to_tensor, op
from tapeflow.ops.math import cast


def sampled_addmm(
    indices: Any,
    values: Any,
    dense_shape: Any,
    mat1: Any,
    mat2: Any,
    beta: float = 1.0,
    alpha: float = 1.0,
    output_type: Any = "float32",
) -> tuple[Tensor, Tensor, Tensor]:
    """`beta * values + alpha * (mat1 @ mat2)`, at some places of the product.

    Args:
      indices: the places, `[..., count, 2]`.
      values: `[..., count]`.
      dense_shape: of the product, two numbers.
      mat1: `[..., rows, inner]`.
      mat2: `[..., inner, columns]`.
      beta: see above.
      alpha: see above.
      output_type: float32 is computed with; the result is converted to this.

    Returns:
      `indices`, the new values, and `dense_shape`.
    """
    indices = convert_to_tensor(indices)
    kind = as_dtype(output_type)
    operands = [cast(each, kind) for each in (values, mat1, mat2)]
    found = _sampled(*operands, cast(indices, "int32"), float(beta), float(alpha))
    return indices, found, convert_to_tensor(dense_shape)


@op("sparse.sampled_addmm", free=("indices",))
def _sampled(
    values: jax.Array, left: jax.Array, right: jax.Array, indices: jax.Array, beta=1.0, alpha=1.0
) -> jax.Array:
    rows = jnp.take_along_axis(left, indices[..., :1], -2)
    columns = jnp.take_along_axis(right.swapaxes(-1, -2), indices[..., 1:], -2)
    return beta * values + alpha * jnp.sum(rows * columns, -1)
