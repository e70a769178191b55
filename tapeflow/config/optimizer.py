"""`tf.config.optimizer`."""

from tapeflow.ops.config.switches import get_experimental_options as get_experimental_options
from tapeflow.ops.config.switches import get_jit as get_jit
from tapeflow.ops.config.switches import set_experimental_options as set_experimental_options
from tapeflow.ops.config.switches import set_jit as set_jit
