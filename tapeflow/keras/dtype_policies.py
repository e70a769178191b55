"""`tf.keras.dtype_policies`."""

from tapeflow.keras.dtype_policy import DTypePolicy as DTypePolicy
from tapeflow.keras.dtype_policy import DTypePolicy as FloatDTypePolicy
from tapeflow.keras.dtype_policy import deserialize as deserialize
from tapeflow.keras.dtype_policy import get as get
from tapeflow.keras.dtype_policy import serialize as serialize
