"""Imports JAX without the log lines that XLA writes about its own compilation cache.

XLA reads the level once, while it is loaded, so the variable is set for just that long. A level
that the user has set stays; "1" is what JAX itself sets while it is imported.

What the import left, some 100,000 objects that live for ever, is then kept from the garbage
collector: each full collection would look at all of them, 50 ms in the middle of a training loop.
"""

import gc
import os

from tapeflow.engine import freed_memory

freed_memory.keep()  # before JAX's threads have heaps of their own
_LEVEL = "TF_CPP_MIN_LOG_LEVEL"

_users = os.environ.get(_LEVEL)
if _users in (None, "1"):
    os.environ[_LEVEL] = "3"
try:
    import jax
    import jaxlib.xla_client
finally:
    if _users is None:
        os.environ.pop(_LEVEL, None)
    else:
        os.environ[_LEVEL] = _users
jax.monitoring.register_event_duration_secs_listener(freed_memory.after_event)
gc.freeze()

__all__ = ["jax"]
