"""Imports JAX without the log lines that XLA writes about its own compilation cache.

XLA reads the level once, while it is loaded, so the variable is set for just that long. A level
that the user has set stays.
"""

import os

_LEVEL = "TF_CPP_MIN_LOG_LEVEL"

if _LEVEL in os.environ:
    import jax
else:
    os.environ[_LEVEL] = "3"
    try:
        import jax
        import jaxlib.xla_client
    finally:
        del os.environ[_LEVEL]

__all__ = ["jax"]
