"""`tf.keras.config`: settings."""

from tapeflow.keras.backend import epsilon as epsilon
from tapeflow.keras.backend import floatx as floatx
from tapeflow.keras.backend import image_data_format as image_data_format
from tapeflow.keras.backend import set_epsilon as set_epsilon
from tapeflow.keras.backend import set_floatx as set_floatx
from tapeflow.keras.backend import set_image_data_format as set_image_data_format
from tapeflow.keras.dtype_policy import dtype_policy as dtype_policy
from tapeflow.keras.dtype_policy import set_dtype_policy as set_dtype_policy
from tapeflow.keras.limits import max_epochs as max_epochs
from tapeflow.keras.limits import max_steps_per_epoch as max_steps_per_epoch
from tapeflow.keras.limits import set_max_epochs as set_max_epochs
from tapeflow.keras.limits import set_max_steps_per_epoch as set_max_steps_per_epoch
from tapeflow.keras.saving.lambda_code import (
    enable_unsafe_deserialization as enable_unsafe_deserialization,
)
from tapeflow.keras.switches import backend as backend
from tapeflow.keras.switches import disable_flash_attention as disable_flash_attention
from tapeflow.keras.switches import disable_interactive_logging as disable_interactive_logging
from tapeflow.keras.switches import enable_flash_attention as enable_flash_attention
from tapeflow.keras.switches import enable_interactive_logging as enable_interactive_logging
from tapeflow.keras.switches import is_flash_attention_enabled as is_flash_attention_enabled
from tapeflow.keras.switches import is_interactive_logging_enabled as is_interactive_logging_enabled
from tapeflow.keras.switches import is_nnx_enabled as is_nnx_enabled
from tapeflow.keras.switches import set_backend as set_backend
from tapeflow.ops.debugging.tracebacks import (
    disable_traceback_filtering as disable_traceback_filtering,
)
from tapeflow.ops.debugging.tracebacks import (
    enable_traceback_filtering as enable_traceback_filtering,
)
from tapeflow.ops.debugging.tracebacks import (
    is_traceback_filtering_enabled as is_traceback_filtering_enabled,
)
