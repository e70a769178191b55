"""Pooling over windows of varying sizes (Graham 2014, arXiv:1412.6071)."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tapeflow.engine import Tensor, convert_to_tensor, op, problem
from tapeflow.ops.random.seeds import seed_pair


def fractional_max_pool(
    value: Any,
    pooling_ratio: Any,
    pseudo_random: bool = False,
    overlapping: bool = False,
    seed: int = 0,
    name: str | None = None,
) -> tuple[Tensor, Tensor, Tensor]:
    """The largest element of each window, whose sizes are drawn: `pooling_ratio` on average.

    Args:
      value: `[batch, height, width, channels]`.
      pooling_ratio: a number, or one per axis of `value` of which the first and last are 1, in
        `[1, 2)` where TensorFlow's documentation has them, and larger ones.
      pseudo_random: whether the windows' edges follow a line from a random start, rather than being
        shuffled.
      overlapping: whether neighboring windows share their edge.
      seed: other than 0, makes the draw repeatable.
      name: accepted for compatibility, not used.

    Returns:
      The result, and the edges of the windows along height and width, int64.

    Raises:
      ValueError: a ratio below 1.
    """
    return _pooled("max", value, pooling_ratio, pseudo_random, overlapping, seed)


def fractional_avg_pool(
    value: Any,
    pooling_ratio: Any,
    pseudo_random: bool = False,
    overlapping: bool = False,
    seed: int = 0,
    name: str | None = None,
) -> tuple[Tensor, Tensor, Tensor]:
    """The mean of each window; arguments and results are those of `fractional_max_pool`."""
    return _pooled("avg", value, pooling_ratio, pseudo_random, overlapping, seed)


def _pooled(kind: str, value: Any, ratio: Any, pseudo: bool, overlapping: bool, seed: int) -> tuple:
    value = convert_to_tensor(value)
    ratios = [ratio] * 2 if isinstance(ratio, (int, float)) else list(ratio)[1:3]
    if any(r < 1 for r in ratios):
        raise ValueError(
            problem(
                f"tf.nn.fractional_{kind}_pool: pooling_ratio", given=ratio, expected="1 or more"
            )
        )
    drawn = np.random.default_rng(seed_pair(seed or None))
    sizes = value.shape.as_list()[1:3]
    edges = [_edges(n, r, pseudo, drawn) for n, r in zip(sizes, ratios, strict=True)]
    found = _pool(value, *[tuple(e.tolist()) for e in edges], bool(overlapping), kind)
    return found, *[convert_to_tensor(e) for e in edges]


def _edges(size: int, ratio: float, pseudo: bool, drawn: np.random.Generator) -> np.ndarray:
    """From 0 to `size`, in steps of the ratio rounded down or up."""
    count = int(size / ratio)
    if pseudo:
        alpha = size / count
        low = max(0.0, (size - 1) / alpha - (count - 1))  # so that the last edge is the end
        high = min(1.0, (size + 1) / alpha - (count - 1))
        start = drawn.uniform(low, high) if high > low else 0.5
        steps = np.ceil(alpha * (np.arange(count + 1) + start)).astype(np.int64)
        edges = steps - steps[0]
    else:
        short = size // count
        lengths = np.full(count, short, np.int64)
        lengths[: size - short * count] += 1
        edges = np.concatenate([[0], np.cumsum(drawn.permutation(lengths))])
    edges[-1] = size
    return edges.astype(np.int64)


@op("nn.fractional_pool")
def _pool(value: jax.Array, rows=(), columns=(), overlapping=False, kind="max") -> jax.Array:
    for axis, edges in ((1, rows), (2, columns)):
        start = np.asarray(edges[:-1])
        stop = np.minimum(np.asarray(edges[1:]) + overlapping, value.shape[axis])
        places = start[:, None] + np.arange((stop - start).max())
        inside = places < stop[:, None]
        parts = jnp.take(value, np.minimum(places, stop[:, None] - 1), axis)
        if kind == "max":
            value = jnp.max(parts, axis + 1)
            continue
        shape = [-1 if i in (axis, axis + 1) else 1 for i in range(parts.ndim)]
        shape[axis], shape[axis + 1] = inside.shape
        weights = inside / inside.sum(1, keepdims=True)
        value = jnp.sum(parts * weights.reshape(shape).astype(parts.dtype), axis + 1)
    return value
