"""`tf.nn.embedding_lookup`."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tapeflow.engine import Tensor, host_value, invalid, op


def embedding_lookup(
    params: Any, ids: Any, max_norm: float | None = None, name: str | None = None
) -> Tensor:
    """Rows of a table.

    Args:
      params: `[rows, ...]`: a tensor or variable, or a list with one.
      ids: integer tensor of shape `[...]`, values in `[0, rows)`.
      max_norm: rows with a larger Euclidean norm are scaled down to it, if given.
      name: accepted for compatibility, not used.

    Returns:
      A tensor of shape `ids.shape + params.shape[1:]`. An id out of range that could not be
      refused, as it was computed on the device, takes the nearest row.

    Raises:
      InvalidArgumentError: an id is out of range.
      ValueError: no table.

    >>> import tapeflow as tf
    >>> tf.nn.embedding_lookup([[1.0, 2.0], [3.0, 4.0]], [1]).numpy().tolist()
    [[3.0, 4.0]]
    """
    if params is None:
        raise ValueError("params must be specified")
    if isinstance(params, (list, tuple)) and params and hasattr(params[0], "shape"):
        if len(params) > 1:
            raise NotImplementedError(
                "tf.nn.embedding_lookup: a table in several parts; tf.concat them first"
            )
        params = params[0]
    return embedding(params, ids, max_norm)


def _check(params: Tensor, ids: Tensor, max_norm: float | None) -> None:
    values = host_value(ids)
    if values is None or not values.size or not params._spec.ndim:
        return
    rows = params._spec.shape[0]
    if values.dtype.kind == "i" and values.itemsize >= 4:
        # In one pass: a negative number is a large one without its sign.
        if np.maximum.reduce(values.view(f"u{values.itemsize}"), axis=None) < rows:
            return
    elif values.min() >= 0 and values.max() < rows:
        return
    place = int(((values < 0) | (values >= rows)).ravel().argmax())
    where = [int(i) for i in np.unravel_index(place, values.shape)]
    raise invalid(
        f"indices{where} = {values.ravel()[place]} is not in [0, {rows})",
        given=f"tf.nn.embedding_lookup of ids {ids.shape}, a table of {rows} rows",
        fix="make the table's input_dim larger than the largest id",
    )


@op("nn.embedding_lookup", free=("ids",), check=_check)
def embedding(params: jax.Array, ids: jax.Array, max_norm=None) -> jax.Array:
    """`embedding_lookup` as one op: table `[rows, ...]`, ids `[...]`."""
    if not jnp.issubdtype(ids.dtype, jnp.integer):
        raise invalid(
            f"tf.nn.embedding_lookup: ids must be integers, not {ids.dtype}",
            fix="tf.cast(ids, tf.int32)",
        )
    # mode="clip": a third faster than indexing, which fills rows that are out of range.
    found = jnp.take(params, ids, axis=0, mode="clip")
    if max_norm is None:
        return found
    axes = tuple(range(ids.ndim, found.ndim))
    squares = jnp.sum(jnp.square(found), axes, keepdims=True)
    norm = jnp.sqrt(jnp.where(squares > 0, squares, 1))
    norm = jnp.where(squares > 0, norm, 0)
    return found * max_norm / jnp.maximum(norm, max_norm)


__all__ = ["embedding", "embedding_lookup"]
