"""Devices and switches, on JAX's own configuration."""

from tapeflow.ops.config.devices import LogicalDevice as LogicalDevice
from tapeflow.ops.config.devices import LogicalDeviceConfiguration as LogicalDeviceConfiguration
from tapeflow.ops.config.devices import PhysicalDevice as PhysicalDevice
from tapeflow.ops.config.devices import get_device_details as get_device_details
from tapeflow.ops.config.devices import (
    get_logical_device_configuration as get_logical_device_configuration,
)
from tapeflow.ops.config.devices import get_memory_growth as get_memory_growth
from tapeflow.ops.config.devices import get_memory_info as get_memory_info
from tapeflow.ops.config.devices import get_visible_devices as get_visible_devices
from tapeflow.ops.config.devices import list_logical_devices as list_logical_devices
from tapeflow.ops.config.devices import list_physical_devices as list_physical_devices
from tapeflow.ops.config.devices import (
    set_logical_device_configuration as set_logical_device_configuration,
)
from tapeflow.ops.config.devices import set_memory_growth as set_memory_growth
from tapeflow.ops.config.devices import set_visible_devices as set_visible_devices
from tapeflow.ops.config.switches import enable_op_determinism as enable_op_determinism
from tapeflow.ops.config.switches import (
    enable_tensor_float_32_execution as enable_tensor_float_32_execution,
)
from tapeflow.ops.config.switches import functions_run_eagerly as functions_run_eagerly
from tapeflow.ops.config.switches import get_experimental_options as get_experimental_options
from tapeflow.ops.config.switches import (
    get_inter_op_parallelism_threads as get_inter_op_parallelism_threads,
)
from tapeflow.ops.config.switches import (
    get_intra_op_parallelism_threads as get_intra_op_parallelism_threads,
)
from tapeflow.ops.config.switches import get_jit as get_jit
from tapeflow.ops.config.switches import get_log_device_placement as get_log_device_placement
from tapeflow.ops.config.switches import get_soft_device_placement as get_soft_device_placement
from tapeflow.ops.config.switches import get_synchronous_execution as get_synchronous_execution
from tapeflow.ops.config.switches import run_functions_eagerly as run_functions_eagerly
from tapeflow.ops.config.switches import run_op_by_op as run_op_by_op
from tapeflow.ops.config.switches import set_experimental_options as set_experimental_options
from tapeflow.ops.config.switches import (
    set_inter_op_parallelism_threads as set_inter_op_parallelism_threads,
)
from tapeflow.ops.config.switches import (
    set_intra_op_parallelism_threads as set_intra_op_parallelism_threads,
)
from tapeflow.ops.config.switches import set_jit as set_jit
from tapeflow.ops.config.switches import set_log_device_placement as set_log_device_placement
from tapeflow.ops.config.switches import set_soft_device_placement as set_soft_device_placement
from tapeflow.ops.config.switches import set_synchronous_execution as set_synchronous_execution
from tapeflow.ops.config.switches import (
    tensor_float_32_execution_enabled as tensor_float_32_execution_enabled,
)
