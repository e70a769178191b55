"""JAX's profiler: what runs and how long, in files that TensorBoard's profiler shows."""

from __future__ import annotations

import jax


def start(folder: str) -> None:
    """Begins to write a profile below a folder."""
    jax.profiler.start_trace(folder)


def stop() -> None:
    """Ends it, and writes the files."""
    jax.profiler.stop_trace()
