"""Memory that is freed stays with the process, to be used again.

XLA asks for scratch memory at each run of a program. The C library gives blocks above 32 MB back to
the system when they are freed, so that every step would find its pages anew: without `keep`, a
GRU's step took 63 ms rather than 48, a third of it in the kernel (two cores; no difference for
steps that need little). Only glibc can be told; its own thresholds, set alone, make it worse.

The heaps of threads other than the first hold blocks of 64 MB at most; what is larger always goes
back. So programs are compiled to ask for smaller ones (`compile_policy.USUAL`): a network of
depthwise convolutions, with 236 MB of scratch memory, takes 110 ms a step rather than 170, a
residual network 110 rather than 140. Single arrays above that are kept only if all threads share
one heap, with `TAPEFLOW_KEEP_MEMORY=all`. It's not the default, as threads then wait for each
other: the tutorial's step, of half a millisecond, takes a tenth longer. `0` leaves all as it was.

What compiling a large program left, however, is given back: it's never needed again, and most of
it isn't found by what asks for large blocks (for the network above 240 MB and 50 ms, after 3 s).
"""

from __future__ import annotations

import ctypes
import os
import sys
from typing import Any

_TRIM_THRESHOLD, _TOP_PAD, _MMAP_MAX, _ARENA_MAX = -1, -2, -4, -8  # of malloc.h
# What lies free at the heap's end beyond this is given back.
_KEPT_BYTES = 1 << 30
# The size of a thread's heap, which is given back when all of it is free, but for padding.
_HEAP_BYTES = 1 << 26
KEPT_BLOCK_BYTES = 60 << 20
_COMPILED, _LONG_SECONDS = "/jax/core/compile/backend_compile_duration", 0.5


def keep() -> None:
    """Tells the C library, if it is one that can be told."""
    wanted = os.environ.get("TAPEFLOW_KEEP_MEMORY")
    mallopt = None if wanted == "0" else _function("mallopt")
    if mallopt is not None:
        if wanted == "all":
            mallopt(_ARENA_MAX, 1)
        mallopt(_MMAP_MAX, 0)
        mallopt(_TRIM_THRESHOLD, _KEPT_BYTES)
        mallopt(_TOP_PAD, _HEAP_BYTES)


def give_back() -> None:
    """Gives what is free back to the system."""
    trim = _function("malloc_trim")
    if trim is not None:
        trim(0)


def after_event(event: str, seconds: float, **_: object) -> None:
    """A listener to JAX's events: gives back what a long compilation left."""
    long = event == _COMPILED and seconds > _LONG_SECONDS
    if long and os.environ.get("TAPEFLOW_KEEP_MEMORY") != "0":
        give_back()


def _function(name: str) -> Any:
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None
