"""`tf.debugging`'s switch for what a traceback shows, kept for scripts that set it."""

from __future__ import annotations

_shown = {"filtering": True}


def enable_traceback_filtering() -> None:
    """Kept and given back; tracebacks are not rewritten."""
    _shown["filtering"] = True


def disable_traceback_filtering() -> None:
    """Kept and given back; tracebacks are not rewritten."""
    _shown["filtering"] = False


def is_traceback_filtering_enabled() -> bool:
    """What was last asked for; True at first."""
    return _shown["filtering"]
