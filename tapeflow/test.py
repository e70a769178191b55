"""`tf.test`."""

from unittest import main as main

from tapeflow.ops.config.builds import gpu_device_name as gpu_device_name
from tapeflow.ops.config.builds import is_built_with_cuda as is_built_with_cuda
from tapeflow.ops.config.builds import is_built_with_gpu_support as is_built_with_gpu_support
from tapeflow.ops.config.builds import is_built_with_rocm as is_built_with_rocm
from tapeflow.ops.config.builds import is_built_with_xla as is_built_with_xla
from tapeflow.ops.config.builds import is_gpu_available as is_gpu_available
from tapeflow.ops.debugging.test_case import TestCase as TestCase
