"""64-bit types, switched on around a step's programs: `with jax.enable_x64(True)` in two C calls.

The rest of the process keeps its JAX settings. Between programs no cache has the three Python
functions behind the `with` statement, which is 10 microseconds of a step.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import jax

_state: Any = jax.enable_x64


def _enter() -> Any:
    context = jax.enable_x64(True)
    context.__enter__()
    return context


def _leave(context: Any) -> None:
    context.__exit__(None, None, None)


# `end` is given what `begin` gave. A JAX release that doesn't have the two has the statement.
if hasattr(_state, "swap_local") and getattr(_state, "_update_thread_local_hook", None) is None:
    begin, end = partial(_state.swap_local, True), _state.set_local
else:
    begin, end = _enter, _leave
