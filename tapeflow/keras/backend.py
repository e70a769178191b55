"""`tf.keras.backend`: the settings that Keras layers look at."""

from __future__ import annotations

import gc
from importlib import import_module as _import_module
from typing import TYPE_CHECKING, Any

from tapeflow.engine import freed_memory, host_arrays, problem
from tapeflow.keras import naming
from tapeflow.ops.initializers import set_default_dtype

if TYPE_CHECKING:
    from tapeflow.keras.old_backend import *  # noqa: F403 - what `__getattr__` finds

_FLOATX = ("float16", "bfloat16", "float32", "float64")
_FORMATS = ("channels_last", "channels_first")
_SETTINGS: dict[str, Any] = {
    "floatx": "float32",
    "epsilon": 1e-7,
    "image_data_format": "channels_last",
}


def clear_session(free_memory: bool = True) -> None:
    """Starts automatic layer names again at `dense`, `conv2d`, ...

    Args:
      free_memory: whether unreachable objects are collected at once, and memory that is free is
        given back to the system; see `TAPEFLOW_KEEP_MEMORY` in docs/design.md.

    >>> import tapeflow as tf
    >>> tf.keras.backend.clear_session()
    >>> tf.keras.layers.Dense(1).name
    'dense'
    """
    naming.reset()
    if free_memory:
        host_arrays.clear_kept()
        gc.collect()
        freed_memory.give_back()


def get_uid(prefix: str = "") -> int:
    """How often it was called with this prefix, from 1."""
    return naming.uid(prefix)


def floatx() -> str:
    """The name of the dtype that weights have unless told otherwise; `float32` at first."""
    return _SETTINGS["floatx"]


def set_floatx(value: str) -> None:
    """Sets the default dtype of weights and layers.

    Raises:
      ValueError: not one of float16, bfloat16, float32, float64.
    """
    _SETTINGS["floatx"] = _one_of("tf.keras.backend.set_floatx", value, _FLOATX)
    set_default_dtype(value)


def epsilon() -> float:
    """The small number used against division by zero; 1e-7 at first."""
    return _SETTINGS["epsilon"]


def set_epsilon(value: float) -> None:
    """Sets the number that `epsilon` gives."""
    _SETTINGS["epsilon"] = float(value)


def image_data_format() -> str:
    """`channels_last` (at first) or `channels_first`."""
    return _SETTINGS["image_data_format"]


def set_image_data_format(data_format: str) -> None:
    """Sets the axis order that image layers assume unless told otherwise.

    Raises:
      ValueError: neither `channels_last` nor `channels_first`.
    """
    name = "tf.keras.backend.set_image_data_format"
    _SETTINGS["image_data_format"] = _one_of(name, data_format, _FORMATS)


def standardize_data_format(data_format: str | None) -> str:
    """The format a layer was given, or the default one.

    Raises:
      ValueError: neither `channels_last` nor `channels_first`.
    """
    if data_format is None:
        return image_data_format()
    return _one_of("data_format", str(data_format).lower(), _FORMATS)


def _one_of(what: str, value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        raise ValueError(
            problem(f"{what}: unknown value", given=repr(value), expected=f"one of {known}")
        )
    return value


def __getattr__(name: str) -> Any:
    # Keras 2's functions stand on ops; those above are needed by what ops need.
    if not name.startswith("_"):
        found = getattr(_import_module("tapeflow.keras.old_backend"), name, None)
        if found is not None:
            return found
    raise AttributeError(f"module 'tapeflow.keras.backend' has no attribute {name!r}")
