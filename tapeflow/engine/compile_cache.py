"""JAX's persistent compilation cache, on by default: a script's second run starts warm.

The folder belongs to the user alone, since what lies in it is machine code, and is named after
the JAX release and the processor's features, since an entry is good for those only. It is set at
the first compilation, not at import, and only where the user has not chosen one:
`TAPEFLOW_CACHE_DIR` names another folder, `TAPEFLOW_CACHE=0` switches the cache off. Programs that
need more than 60 MB of scratch memory aren't kept (`compile_policy.USUAL` says why).
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
import sys
import warnings
from functools import cache
from pathlib import Path

import jax
import jaxlib.version

# XLA can't write a program that has its scratch memory in several blocks, more than
# `freed_memory.KEPT_BLOCK_BYTES` of it. That such a one is compiled anew is no news.
NOT_WRITTEN = ".*Multiple temp buffer allocations found"


@cache
def enable() -> None:
    """Sets the cache up, once; where that is not possible, compiling goes on without it."""
    warnings.filterwarnings("ignore", NOT_WRITTEN)
    if os.environ.get("TAPEFLOW_CACHE") == "0" or jax.config.jax_compilation_cache_dir:
        return
    folder = _folder()
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if hasattr(os, "getuid") and folder.stat().st_uid != os.getuid():
            return
        jax.config.update("jax_compilation_cache_dir", str(folder))
        # Small programs are the ones a tutorial compiles: both of JAX's thresholds would skip them.
        jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)
        jax.config.update("jax_persistent_cache_min_entry_size_bytes", -1)


def _folder() -> Path:
    chosen = os.environ.get("TAPEFLOW_CACHE_DIR")
    if chosen:
        return Path(chosen)
    if sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "tapeflow" / f"jax-{jax.__version__}-{jaxlib.version.__version__}-{_processor()}"


def _processor() -> str:
    """A short name for what the processor can do."""
    features = platform.machine() + platform.processor()
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith(("flags", "Features")):
                features += line
                break
    return hashlib.sha256(features.encode()).hexdigest()[:12]
