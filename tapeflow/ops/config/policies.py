"""`tf.config.experimental`'s switches of TensorFlow's runtime, and a device's memory."""

from __future__ import annotations

from typing import Any

from tapeflow.ops.config.devices import get_memory_info

_policy = {"policy": "silent"}


def get_device_policy() -> str:
    """What was last asked for; "silent" at first: tensors are copied between devices as needed."""
    return _policy["policy"]


def set_device_policy(device_policy: str | None) -> None:
    """Kept, and without effect: tensors are copied between devices as needed.

    Args:
      device_policy: "silent", "silent_for_int32", "warn", "explicit" or None.

    Raises:
      ValueError: another one.
    """
    if device_policy not in (None, "silent", "silent_for_int32", "warn", "explicit"):
        raise ValueError(f"Not a valid device policy: {device_policy!r}")
    _policy["policy"] = device_policy or "silent"


def enable_mlir_bridge() -> None:
    """Without effect: there are no TensorFlow graphs to lower."""


def disable_mlir_bridge() -> None:
    """Without effect: there are no TensorFlow graphs to lower."""


def get_memory_usage(device: Any) -> int:
    """How many bytes are in use on a device; see `get_memory_info`."""
    return get_memory_info(device)["current"]
