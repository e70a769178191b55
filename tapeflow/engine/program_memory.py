"""`program_memory`: what XLA says that a compiled program needs."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import Any

import jax


def program_memory(jitted: Any, arguments: Sequence[tuple[tuple, Any]]) -> dict[str, int] | None:
    """The bytes a program takes while it runs.

    It is compiled again for that, or taken from the compilation cache on disk.

    Args:
      jitted: what `jax.jit` gave.
      arguments: shapes and NumPy dtypes of its arguments.

    Returns:
      `arguments`, `results` (those that reuse an argument's memory left out), `temporary`, and
      their sum, `peak`; None where XLA does not tell.
    """
    structs = [jax.ShapeDtypeStruct(shape, dtype) for shape, dtype in arguments]
    found = None
    with contextlib.suppress(Exception), jax.enable_x64(True):  # an option of a backend
        found = jitted.lower(*structs).compile().memory_analysis()
    if found is None:
        return None
    sizes = {
        "arguments": found.argument_size_in_bytes,
        "results": max(0, found.output_size_in_bytes - found.alias_size_in_bytes),
        "temporary": found.temp_size_in_bytes,
    }
    return {**sizes, "peak": sum(sizes.values())}
