"""`tf.keras.config`: settings."""

from tapeflow.keras.backend import epsilon as epsilon
from tapeflow.keras.backend import floatx as floatx
from tapeflow.keras.backend import image_data_format as image_data_format
from tapeflow.keras.backend import set_epsilon as set_epsilon
from tapeflow.keras.backend import set_floatx as set_floatx
from tapeflow.keras.backend import set_image_data_format as set_image_data_format
from tapeflow.keras.dtype_policy import dtype_policy as dtype_policy
from tapeflow.keras.dtype_policy import set_dtype_policy as set_dtype_policy
