"""`tf.config`'s devices: what the machine has, and how programs see it."""

from __future__ import annotations

import glob
import importlib.util
import os
from collections.abc import Sequence
from typing import Any, NamedTuple

import jax

from tapeflow.engine import problem
from tapeflow.engine.threads import started

_GPU_PLUGINS = ("jax_cuda12_plugin", "jax_cuda13_plugin", "jax_rocm7_plugin", "jax_rocm60_plugin")


class PhysicalDevice(NamedTuple):
    """A processor of the machine; `device_type` is `"CPU"` or `"GPU"`."""

    name: str
    device_type: str

    def __repr__(self) -> str:
        return f"PhysicalDevice(name={self.name!r}, device_type={self.device_type!r})"


class LogicalDevice(NamedTuple):
    """A device as programs see it: a processor, or a part of one."""

    name: str
    device_type: str

    def __repr__(self) -> str:
        return f"LogicalDevice(name={self.name!r}, device_type={self.device_type!r})"


class LogicalDeviceConfiguration(NamedTuple):
    """How one logical device is made of a processor; see `set_logical_device_configuration`.

    Args:
      memory_limit: megabytes of a GPU's memory that may be used.
      experimental_priority: accepted for compatibility, not used.
      experimental_device_ordinal: accepted for compatibility, not used.
    """

    memory_limit: float | None = None
    experimental_priority: int | None = None
    experimental_device_ordinal: int | None = None


class _Configuration:
    """What was asked for before the first program ran."""

    logical: dict[PhysicalDevice, list[LogicalDeviceConfiguration]] = {}  # noqa: RUF012 - process-wide
    visible: dict[str, list[PhysicalDevice]] = {}  # noqa: RUF012 - process-wide
    growth: dict[PhysicalDevice, bool] = {}  # noqa: RUF012 - process-wide


def list_physical_devices(device_type: str | None = None) -> list[PhysicalDevice]:
    """The machine's processors. Asking starts none of them.

    Args:
      device_type: `"CPU"` or `"GPU"`; None for all.

    >>> import tapeflow as tf
    >>> tf.config.list_physical_devices("CPU")
    [PhysicalDevice(name='/physical_device:CPU:0', device_type='CPU')]
    """
    found = [PhysicalDevice("/physical_device:CPU:0", "CPU")]
    found += [PhysicalDevice(f"/physical_device:GPU:{i}", "GPU") for i in range(_gpu_count())]
    return [device for device in found if device_type in (None, device.device_type)]


def list_logical_devices(device_type: str | None = None) -> list[LogicalDevice]:
    """The devices that programs see. Asking starts them.

    Args:
      device_type: `"CPU"` or `"GPU"`; None for all.

    >>> import tapeflow as tf
    >>> tf.config.list_logical_devices("CPU")[0]
    LogicalDevice(name='/device:CPU:0', device_type='CPU')
    """
    found = []
    for kind in ("CPU", "GPU"):
        if device_type in (None, kind):
            count = len(jax_devices(kind))
            found += [LogicalDevice(f"/device:{kind}:{i}", kind) for i in range(count)]
    return found


def jax_devices(device_type: str) -> list[Any]:
    """JAX's devices of a type, none if there are none."""
    if device_type == "GPU" and not _gpu_count():
        return []
    try:
        return jax.devices(device_type.lower())
    except RuntimeError:
        return []


def get_visible_devices(device_type: str | None = None) -> list[PhysicalDevice]:
    """The processors that programs may use.

    Args:
      device_type: `"CPU"` or `"GPU"`; None for all.
    """
    visible = []
    for kind in ("CPU", "GPU"):
        if device_type in (None, kind):
            visible += _Configuration.visible.get(kind, list_physical_devices(kind))
    return visible


def set_visible_devices(devices: Any, device_type: str | None = None) -> None:
    """Chooses the processors that programs may use, before the first one runs.

    Args:
      devices: one of `list_physical_devices`, or a list of them; an empty list for none.
      device_type: what type the list is about; None for all.

    Raises:
      ValueError: not a device of the machine, or of another type.
      RuntimeError: a program has run already.

    >>> import tapeflow as tf
    >>> tf.config.set_visible_devices([], "GPU")
    """
    chosen = list(devices) if isinstance(devices, list) else [devices]
    known = list_physical_devices()
    for device in chosen:
        if device not in known or device_type not in (None, device.device_type):
            raise ValueError(
                problem(
                    f"tf.config.set_visible_devices: Unrecognized device: {device!r}",
                    expected=known,
                )
            )
    for kind in ("CPU", "GPU") if device_type is None else (device_type,):
        visible = [device for device in chosen if device.device_type == kind]
        if visible != get_visible_devices(kind):
            if kind == "GPU":
                _show_gpus([_ordinal(device) for device in visible])
            _Configuration.visible[kind] = visible


def set_logical_device_configuration(device: PhysicalDevice, logical_devices: Any) -> None:
    """Cuts a processor into logical devices, before the first program runs.

    A CPU becomes as many devices as the list has entries, which is how code for several devices is
    tried on one machine. A GPU stays one; JAX has no limit in bytes, so that `memory_limit` only
    has memory taken as it is needed.

    Args:
      device: one of `list_physical_devices`.
      logical_devices: a list of `LogicalDeviceConfiguration`; None for the whole processor.

    Raises:
      ValueError: not a device of the machine, or a memory limit for a CPU.
      RuntimeError: a program has run already.
      NotImplementedError: several logical devices of one GPU.
    """
    if device not in list_physical_devices():
        raise ValueError(problem(f"tf.config: Unrecognized device: {device!r}"))
    wanted = list(logical_devices or [])
    if device.device_type == "CPU":
        if any(part.memory_limit is not None for part in wanted):
            raise ValueError(
                "tf.config: Setting memory limit on CPU virtual devices is currently not supported"
            )
        _update("jax_num_cpu_devices", max(1, len(wanted)), "Virtual devices")
    elif len(wanted) > 1:
        raise NotImplementedError(
            problem(
                "tf.config: one GPU can't be several logical devices",
                given=f"{len(wanted)} logical devices of {device.name}",
                fix="try code for several devices on CPU devices",
            )
        )
    elif wanted and wanted[0].memory_limit is not None:
        _take_memory_as_needed()
    _Configuration.logical[device] = wanted


def get_logical_device_configuration(
    device: PhysicalDevice,
) -> list[LogicalDeviceConfiguration] | None:
    """What `set_logical_device_configuration` was given for a processor, or None.

    Args:
      device: one of `list_physical_devices`.
    """
    return _Configuration.logical.get(device)


def set_memory_growth(device: PhysicalDevice, enable: bool) -> None:
    """Whether a GPU's memory is taken as it is needed, rather than most of it at the start.

    Args:
      device: a GPU of `list_physical_devices`; the setting is for all of them.
      enable: True for as needed.

    Raises:
      ValueError: not a GPU.
      RuntimeError: a program has run already.
    """
    if device.device_type == "CPU":
        raise ValueError("Cannot set memory growth on non-GPU and non-Pluggable devices")
    if started():
        raise RuntimeError("Physical devices cannot be modified after being initialized")
    os.environ["XLA_PYTHON_CLIENT_PREALLOCATE"] = "false" if enable else "true"
    _Configuration.growth[device] = bool(enable)


def get_memory_growth(device: PhysicalDevice) -> bool:
    """What `set_memory_growth` was given for a GPU; False at first.

    Args:
      device: a GPU of `list_physical_devices`.
    """
    return _Configuration.growth.get(device, False)


def get_memory_info(device: str) -> dict[str, int]:
    """Bytes of a device's memory in use: `{"current": ..., "peak": ...}`; zeros for a CPU.

    Args:
      device: `"GPU:0"`, `"CPU:0"`.
    """
    kind, _, ordinal = device.removeprefix("/device:").partition(":")
    found = jax_devices(kind.upper())
    number = int(ordinal or 0)
    if number >= len(found):
        raise ValueError(
            problem(f"tf.config: Failed parsing device name: '{device}'", expected='"GPU:0"')
        )
    stats = found[number].memory_stats() or {}
    return {"current": stats.get("bytes_in_use", 0), "peak": stats.get("peak_bytes_in_use", 0)}


def get_device_details(device: PhysicalDevice) -> dict[str, Any]:
    """A GPU's `device_name` and `compute_capability`; nothing for a CPU.

    Args:
      device: one of `list_physical_devices`.
    """
    if device.device_type == "CPU":
        return {}
    found = jax_devices("GPU")[_ordinal(device)]
    details = {"device_name": found.device_kind}
    capability = getattr(found, "compute_capability", None)
    if capability is not None:
        details["compute_capability"] = tuple(int(part) for part in str(capability).split("."))
    return details


def _gpu_count() -> int:
    """GPUs that JAX has a plugin for, counted without starting them."""
    if not any(importlib.util.find_spec(plugin) for plugin in _GPU_PLUGINS):
        return 0
    visible = os.environ.get("CUDA_VISIBLE_DEVICES")
    if visible is not None:
        return len([part for part in visible.split(",") if part.strip() not in ("", "-1")])
    return len(glob.glob("/dev/nvidia[0-9]*")) or len(glob.glob("/proc/driver/nvidia/gpus/*"))


def _ordinal(device: PhysicalDevice) -> int:
    return int(device.name.rpartition(":")[2])


def _show_gpus(ordinals: Sequence[int]) -> None:
    if not ordinals:
        _update("jax_platforms", "cpu", "Visible devices")
    else:
        _update("jax_cuda_visible_devices", ",".join(map(str, ordinals)), "Visible devices")


def _take_memory_as_needed() -> None:
    if started():
        raise RuntimeError("Virtual devices cannot be modified after being initialized")
    os.environ["XLA_PYTHON_CLIENT_PREALLOCATE"] = "false"


def _update(option: str, value: Any, what: str) -> None:
    if started():
        raise RuntimeError(f"{what} cannot be modified after being initialized")
    jax.config.update(option, value)
