"""`tf.keras.mixed_precision`."""

from tapeflow.keras.dtype_policy import DTypePolicy as DTypePolicy
from tapeflow.keras.dtype_policy import DTypePolicy as Policy
from tapeflow.keras.dtype_policy import dtype_policy as dtype_policy
from tapeflow.keras.dtype_policy import dtype_policy as global_policy
from tapeflow.keras.dtype_policy import set_dtype_policy as set_dtype_policy
from tapeflow.keras.dtype_policy import set_dtype_policy as set_global_policy
from tapeflow.keras.optimizers import LossScaleOptimizer as LossScaleOptimizer
