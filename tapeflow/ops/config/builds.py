"""`tf.test`'s questions about what the library was built with."""

from __future__ import annotations

from typing import Any

from tapeflow.ops.config.devices import list_physical_devices


def is_gpu_available(cuda_only: bool = False, min_cuda_compute_capability: Any = None) -> bool:
    """Whether there is a GPU that programs can use.

    Args:
      cuda_only: accepted for compatibility, not used.
      min_cuda_compute_capability: accepted for compatibility, not used.

    >>> import tapeflow as tf
    >>> tf.test.is_gpu_available() == bool(tf.config.list_physical_devices("GPU"))
    True
    """
    return bool(list_physical_devices("GPU"))


def gpu_device_name() -> str:
    """`/device:GPU:0` if there is a GPU, else an empty string."""
    return "/device:GPU:0" if is_gpu_available() else ""


def is_built_with_cuda() -> bool:
    """Whether there is a GPU: JAX's parts for it are installed beside it, not built in."""
    return is_gpu_available()


def is_built_with_gpu_support() -> bool:
    """The same as `is_built_with_cuda`."""
    return is_gpu_available()


def is_built_with_rocm() -> bool:
    """False."""
    return False


def is_built_with_xla() -> bool:
    """True: every program is compiled by XLA."""
    return True
