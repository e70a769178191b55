"""`tf.config.experimental`."""

from tapeflow.ops.config.devices import LogicalDeviceConfiguration as VirtualDeviceConfiguration
from tapeflow.ops.config.devices import get_device_details as get_device_details
from tapeflow.ops.config.devices import (
    get_logical_device_configuration as get_virtual_device_configuration,
)
from tapeflow.ops.config.devices import get_memory_growth as get_memory_growth
from tapeflow.ops.config.devices import get_memory_info as get_memory_info
from tapeflow.ops.config.devices import get_visible_devices as get_visible_devices
from tapeflow.ops.config.devices import list_logical_devices as list_logical_devices
from tapeflow.ops.config.devices import list_physical_devices as list_physical_devices
from tapeflow.ops.config.devices import (
    set_logical_device_configuration as set_virtual_device_configuration,
)
from tapeflow.ops.config.devices import set_memory_growth as set_memory_growth
from tapeflow.ops.config.devices import set_visible_devices as set_visible_devices
from tapeflow.ops.config.switches import enable_op_determinism as enable_op_determinism
from tapeflow.ops.config.switches import (
    enable_tensor_float_32_execution as enable_tensor_float_32_execution,
)
from tapeflow.ops.config.switches import get_synchronous_execution as get_synchronous_execution
from tapeflow.ops.config.switches import set_synchronous_execution as set_synchronous_execution
from tapeflow.ops.config.switches import (
    tensor_float_32_execution_enabled as tensor_float_32_execution_enabled,
)
from tapeflow.ops.config.policies import disable_mlir_bridge as disable_mlir_bridge
from tapeflow.ops.config.policies import enable_mlir_bridge as enable_mlir_bridge
from tapeflow.ops.config.policies import get_device_policy as get_device_policy
from tapeflow.ops.config.policies import get_memory_usage as get_memory_usage
from tapeflow.ops.config.policies import set_device_policy as set_device_policy

__all__ = [
    "VirtualDeviceConfiguration",
    "disable_mlir_bridge",
    "enable_mlir_bridge",
    "enable_op_determinism",
    "enable_tensor_float_32_execution",
    "get_device_details",
    "get_device_policy",
    "get_memory_growth",
    "get_memory_info",
    "get_memory_usage",
    "get_synchronous_execution",
    "get_virtual_device_configuration",
    "get_visible_devices",
    "list_logical_devices",
    "list_physical_devices",
    "set_device_policy",
    "set_memory_growth",
    "set_synchronous_execution",
    "set_virtual_device_configuration",
    "set_visible_devices",
    "tensor_float_32_execution_enabled",
]
