"""How many threads share the work of one program on the CPU: settled when JAX starts."""

from __future__ import annotations

import os

# XLA reads it when it makes its pool of threads, before the first program.
_VARIABLE = "PJRT_NPROC"


def started() -> bool:
    """Whether JAX has devices by now, so that the number of threads is settled."""
    from jax._src import xla_bridge  # no public function tells

    return xla_bridge.backends_are_initialized()


def use_threads(count: int) -> bool:
    """Lets `count` threads share a program's work, as many as there are cores for 0.

    Returns:
      Whether that is so now; it is not if JAX has started with another number.
    """
    if not started():
        if count:
            os.environ[_VARIABLE] = str(count)
        else:
            os.environ.pop(_VARIABLE, None)
        return True
    return (count or _cores()) == int(os.environ.get(_VARIABLE) or _cores())


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
