"""`pythonify_logs`: metrics as Python floats."""

from __future__ import annotations

from typing import Any


def pythonify_logs(logs: Any) -> dict[str, Any]:
    """Logs sorted by name, what is a single number as a float, dictionaries inside spread out.

    >>> import tapeflow as tf
    >>> pythonify_logs({"loss": tf.constant(2.0), "all": {"mae": 1}})
    {'mae': 1.0, 'loss': 2.0}
    """
    result: dict[str, Any] = {}
    for name, value in sorted((logs or {}).items()):
        if isinstance(value, dict):
            result.update(pythonify_logs(value))
            continue
        try:
            result[name] = float(value)
        except (TypeError, ValueError):
            result[name] = value
    return result
