"""`tf.test`."""

from tapeflow.test import experimental as experimental

from tapeflow.ops.config.builds import gpu_device_name as gpu_device_name
from tapeflow.ops.config.builds import is_built_with_cuda as is_built_with_cuda
from tapeflow.ops.config.builds import is_built_with_gpu_support as is_built_with_gpu_support
from tapeflow.ops.config.builds import is_built_with_rocm as is_built_with_rocm
from tapeflow.ops.config.builds import is_built_with_xla as is_built_with_xla
from tapeflow.ops.config.builds import is_gpu_available as is_gpu_available
from tapeflow.ops.debugging.session_case import main as main
from tapeflow.ops.debugging.test_case import TestCase as TestCase

from importlib import import_module as _import_module
from typing import TYPE_CHECKING

# Imported when first asked for.
_LATER = {
    "compute_gradient": "tapeflow.ops.debugging.compute_gradient",
    "disable_with_predicate": "tapeflow.ops.debugging.compute_gradient",
    "is_cpu_target_available": "tapeflow.ops.debugging.compute_gradient",
    "with_eager_op_as_function": "tapeflow.ops.debugging.compute_gradient",
}

if TYPE_CHECKING:
    from tapeflow.ops.debugging.compute_gradient import compute_gradient as compute_gradient
    from tapeflow.ops.debugging.compute_gradient import (
        disable_with_predicate as disable_with_predicate,
    )
    from tapeflow.ops.debugging.compute_gradient import (
        is_cpu_target_available as is_cpu_target_available,
    )
    from tapeflow.ops.debugging.compute_gradient import (
        with_eager_op_as_function as with_eager_op_as_function,
    )


def __getattr__(name: str):
    if name in _LATER:
        return getattr(_import_module(_LATER[name]), name)
    raise AttributeError(f"module 'tapeflow.test' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_LATER})
