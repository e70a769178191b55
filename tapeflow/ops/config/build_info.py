"""`tf.sysconfig`: there is no C++ library to compile against."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

from tapeflow.ops.config.builds import is_built_with_cuda, is_built_with_rocm

_FOLDER = Path(__file__).resolve().parents[2]


def get_build_info() -> OrderedDict[str, bool]:
    """What the libraries below can run on.

    >>> import tapeflow as tf
    >>> tf.sysconfig.get_build_info()["is_tensorrt_build"]
    False
    """
    return OrderedDict(
        is_cuda_build=is_built_with_cuda(),
        is_rocm_build=is_built_with_rocm(),
        is_tensorrt_build=False,
    )


def get_include() -> str:
    """The package's folder; there are no headers in it."""
    return str(_FOLDER)


def get_lib() -> str:
    """The package's folder; there is no library in it."""
    return str(_FOLDER)


def get_compile_flags() -> list[str]:
    """No flags: there is nothing to compile against."""
    return []


def get_link_flags() -> list[str]:
    """No flags: there is nothing to link with."""
    return []
