"""Where random ops take their seeds from: the global seed, an op's own seed, or the system."""

from __future__ import annotations

import os
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import jax
import numpy as np

from tapeflow.engine import FuncGraph, as_dtype, op, problem
from tapeflow.engine.init_scope import WHILE_RECORDING
from tapeflow.engine.spec import spec

_MAX_INT32 = 2**31 - 1
_DEFAULT_GLOBAL_SEED = 87654321  # TensorFlow's, where only the op has a seed


class _Seeds:
    """The process's global seed, and how far the streams with an explicit op seed have got."""

    def __init__(self):
        self.global_seed: int | None = None
        self.op_seeds = random.Random()
        self.offsets: dict[tuple, int] = {}
        self.required = False
        self.lock = threading.Lock()


class _Source(threading.local):
    function: Callable[[Callable], tuple[Any, Any]] | None = None


_seeds = _Seeds()
_source = _Source()


def set_seed(seed: int | None) -> None:
    """Makes the random ops that follow repeat the same numbers, in this and every later run.

    An op without a seed of its own gets one from the global seed and from how many such ops came
    before it since `set_seed`; an op with a seed starts its own stream again.

    Args:
      seed: an integer; None goes back to unpredictable numbers.

    >>> import tapeflow as tf
    >>> tf.random.set_seed(42)
    >>> print(tf.random.uniform([3]))
    tf.Tensor([0.6645621  0.44100678 0.3528825 ], shape=(3,), dtype=float32)
    """
    with _seeds.lock:
        _seeds.global_seed = None if seed is None else int(seed)
        _seeds.op_seeds = random.Random(None if seed is None else int(seed))
        _seeds.offsets.clear()


def seed_state() -> list:
    """Where the seeds stand, as plain data."""
    with _seeds.lock:
        offsets = [[list(stream), offset] for stream, offset in _seeds.offsets.items()]
        return [_seeds.global_seed, _seeds.op_seeds.getstate(), offsets]


def set_seed_state(state: list) -> None:
    """Lets seeds go on from where `seed_state` told."""
    seed, (version, internal, gauss), offsets = state
    with _seeds.lock:
        _seeds.global_seed = seed
        _seeds.op_seeds.setstate((version, tuple(internal), gauss))
        _seeds.offsets.clear()
        _seeds.offsets.update({tuple(stream): offset for stream, offset in offsets})


def global_seed() -> int | None:
    """What `set_seed` was given last."""
    return _seeds.global_seed


def next_seed() -> tuple[Any, Any]:
    """Two numbers for an op that has no seed of its own: the global seed, and the next op seed.

    Python ints from -2**63 to 2**63 - 1; without a global seed both are the system's. Inside a
    recorded function they are tensors.
    """
    return drawn(_next_seed)


def _next_seed() -> tuple[int, int]:
    with _seeds.lock:
        if _seeds.global_seed is None:
            if _seeds.required:
                raise RuntimeError(
                    problem(
                        "Random ops require a seed to be set when determinism is enabled",
                        fix="call tf.random.set_seed, or pass seed= to the op",
                    )
                )
            raw = os.urandom(16)
            return int.from_bytes(raw[:8], "little", signed=True), int.from_bytes(
                raw[8:], "little", signed=True
            )
        return _ordered(_seeds.global_seed, _seeds.op_seeds.randint(0, _MAX_INT32))


def require_seed(required: bool) -> None:
    """Whether `next_seed` refuses to give unpredictable numbers."""
    _seeds.required = required


@contextmanager
def seeds_from(source: Callable[[Callable], tuple[Any, Any]] | None) -> Iterator[None]:
    """Lets random ops of this thread take their numbers from `source(draw)`; None ends that.

    `draw` gives what an op would have taken. Whoever records a function to run it often asks
    `draw` once a call.
    """
    previous, _source.function = _source.function, source
    try:
        yield
    finally:
        _source.function = previous


def drawn(draw: Callable[[], tuple[int, int]]) -> tuple[Any, Any]:
    """The two numbers that `draw` gives: now, or at each call of a function being recorded."""
    return draw() if _source.function is None else _source.function(draw)


def _fed(graph: FuncGraph | None) -> Any:
    """Seeds inside a recorded function are operands, fresh at each call."""
    if graph is None:
        return seeds_from(None)
    pair = spec((2,), as_dtype("int64"))

    def source(draw: Callable) -> tuple[Any, Any]:
        both = graph.feed(lambda: np.asarray(draw(), np.int64), pair)
        return _part(both, 0), _part(both, 1)

    return seeds_from(source)


WHILE_RECORDING.append(_fed)


@op("random.seed_part", differentiable=False)
def _part(pair: jax.Array, index: int) -> jax.Array:
    return pair[index]


def fresh_pair(op_seed: int | None) -> tuple[int, int]:
    """Two numbers for one call of a traced op; an op seed has a sequence of its own."""
    if op_seed is None:
        return _next_seed()
    key, high = _seeded_pair(op_seed)
    turn = stream_offset(("traced", key, high), 1)
    return key, high + (turn << 32)


def seed_pair(op_seed: int | None) -> tuple[Any, Any]:
    """The key and the upper half of the counter that an op's seed and the global seed make."""
    if _source.function is not None:
        return _source.function(partial(fresh_pair, op_seed))
    return next_seed() if op_seed is None else _seeded_pair(op_seed)


def _seeded_pair(op_seed: int) -> tuple[int, int]:
    global_part = _seeds.global_seed
    return _ordered(_DEFAULT_GLOBAL_SEED if global_part is None else global_part, int(op_seed))


def stream_offset(stream: tuple, used: int) -> int:
    """Where a stream with an op seed stands, in blocks of 128 bits; it then moves on by `used`."""
    with _seeds.lock:
        offset = _seeds.offsets.get(stream, 0)
        _seeds.offsets[stream] = offset + used
    return offset


def _ordered(first: int, second: int) -> tuple[int, int]:
    first, second = first % _MAX_INT32, second % _MAX_INT32
    # Two zeros would mean "unpredictable" to TensorFlow's kernels.
    return (0, _MAX_INT32) if (first, second) == (0, 0) else (first, second)
