"""`tf.keras.dtype_policies`."""

from tapeflow.keras.dtype_policy import DTypePolicy as DTypePolicy
from tapeflow.keras.dtype_policy import DTypePolicy as FloatDTypePolicy
from tapeflow.keras.dtype_policy import deserialize as deserialize
from tapeflow.keras.dtype_policy import get as get
from tapeflow.keras.dtype_policy import serialize as serialize
from tapeflow.keras.dtype_policy_map import DTypePolicyMap as DTypePolicyMap
from tapeflow.keras.quantized_policies import AWQDTypePolicy as AWQDTypePolicy
from tapeflow.keras.quantized_policies import GPTQDTypePolicy as GPTQDTypePolicy
from tapeflow.keras.quantized_policies import Int4DTypePolicy as Int4DTypePolicy
from tapeflow.keras.quantized_policies import QuantizedDTypePolicy as QuantizedDTypePolicy
from tapeflow.keras.quantized_policies import (
    QuantizedFloat8DTypePolicy as QuantizedFloat8DTypePolicy,
)
