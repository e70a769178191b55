"""Random numbers computed at once, by programs that fit every shape.

A recorded random op is part of a program for its shape, and compiling one costs about 100 ms. A
script that makes its data or its first weights draws in many shapes and each but once. So outside
a tape numbers are drawn in pieces of one or two fixed sizes: the same bits, no compiling. Uniform
float32 numbers, which most layers start with, take no program at all.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache, partial
from typing import Any

import jax
import numpy as np

from tapeflow.engine import DType, Tensor, compile_cache, host_value
from tapeflow.engine.spec import spec
from tapeflow.engine.trace import local
from tapeflow.ops.random import distributions, philox

_SMALL, _LARGE = 1 << 14, 1 << 18
# Above, the copies on the host cost more than they save.
_LIMIT = 1 << 23
# Up to here NumPy draws uniform numbers: in 8 ns each rather than 3, but making a program of it
# takes 120 ms, or 45 if it is in the cache of compiled ones.
_ON_HOST = 1 << 20


def draw(recorded: Callable, state: Tensor, shape: tuple[int, ...], dtype: DType) -> Tensor:
    """What the op `recorded` gives for these operands, at once if that is the better way."""
    start = start_now(state, shape)
    if start is None:
        return recorded(state, shape, dtype)
    kind = recorded.op.function.__name__  # type: ignore[attr-defined]
    return Tensor(now(kind, start, shape, dtype), spec(shape, dtype))


def start_now(state: Tensor, shape: tuple[int, ...]) -> np.ndarray | None:
    """The state on the host, if numbers of this shape are better drawn at once; else None."""
    if local.tapes or math.prod(shape) > _LIMIT:
        return None
    return host_value(state)


def now(kind: str, state: np.ndarray, shape: tuple[int, ...], dtype: DType) -> np.ndarray:
    """The numbers of a `noise` op, named by `kind`, as a NumPy array."""
    size = math.prod(shape)
    if kind == "uniform_noise" and dtype.np == np.float32 and size <= _ON_HOST:
        return distributions.host_uniform(state, size).reshape(shape)
    per_block = 2 if dtype.size == 8 else 4
    blocks_per_group = 256 * per_block // 4 if kind == "truncated_normal_noise" else 1
    pieces = []
    done = 0
    with jax.enable_x64(True):
        while done < size:
            piece = _SMALL if size - done <= 8 * _SMALL else _LARGE
            start = philox.host_skip(state, done // per_block * blocks_per_group)
            pieces.append(_program(kind, piece, dtype)(start))
            done += piece
    if not pieces:
        return np.zeros(shape, dtype.np)
    return np.concatenate([np.asarray(piece) for piece in pieces])[:size].reshape(shape)


@cache
def _program(kind: str, size: int, dtype: DType) -> Callable[[Any], jax.Array]:
    function = {
        "full_range_noise": distributions.full_range_int,
        "normal_noise": distributions.normal,
        "truncated_normal_noise": distributions.truncated_normal,
        "uniform_noise": distributions.uniform,
    }[kind]
    compile_cache.enable()
    return jax.jit(partial(function, size=size, dtype=dtype.np))
