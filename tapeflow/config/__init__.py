"""`tf.config`."""

from tapeflow.config import experimental as experimental
from tapeflow.config import optimizer as optimizer
from tapeflow.config import threading as threading
from tapeflow.ops.config.devices import LogicalDevice as LogicalDevice
from tapeflow.ops.config.devices import LogicalDeviceConfiguration as LogicalDeviceConfiguration
from tapeflow.ops.config.devices import PhysicalDevice as PhysicalDevice
from tapeflow.ops.config.devices import (
    get_logical_device_configuration as get_logical_device_configuration,
)
from tapeflow.ops.config.devices import get_visible_devices as get_visible_devices
from tapeflow.ops.config.devices import list_logical_devices as list_logical_devices
from tapeflow.ops.config.devices import list_physical_devices as list_physical_devices
from tapeflow.ops.config.devices import (
    set_logical_device_configuration as set_logical_device_configuration,
)
from tapeflow.ops.config.devices import set_visible_devices as set_visible_devices
from tapeflow.ops.config.switches import functions_run_eagerly as experimental_functions_run_eagerly
from tapeflow.ops.config.switches import functions_run_eagerly as functions_run_eagerly
from tapeflow.ops.config.switches import get_soft_device_placement as get_soft_device_placement
from tapeflow.ops.config.switches import run_functions_eagerly as experimental_run_functions_eagerly
from tapeflow.ops.config.switches import run_functions_eagerly as run_functions_eagerly
from tapeflow.ops.config.switches import run_op_by_op as run_op_by_op
from tapeflow.ops.config.switches import set_soft_device_placement as set_soft_device_placement

__all__ = [
    "LogicalDevice",
    "LogicalDeviceConfiguration",
    "PhysicalDevice",
    "experimental",
    "experimental_functions_run_eagerly",
    "experimental_run_functions_eagerly",
    "functions_run_eagerly",
    "get_soft_device_placement",
    "get_visible_devices",
    "list_logical_devices",
    "list_physical_devices",
    "optimizer",
    "run_functions_eagerly",
    "run_op_by_op",
    "set_soft_device_placement",
    "set_visible_devices",
    "threading",
]
