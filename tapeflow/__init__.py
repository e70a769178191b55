"""`import tapeflow as tf`: TensorFlow 2's way of building and training models, on JAX."""

from tapeflow.engine import DType as DType
from tapeflow.engine import GradientTape as GradientTape
from tapeflow.engine import Tensor as Tensor
from tapeflow.engine import TensorShape as TensorShape
from tapeflow.engine import UnconnectedGradients as UnconnectedGradients
from tapeflow.engine import Variable as Variable
from tapeflow.engine import as_dtype as as_dtype
from tapeflow.engine import constant as constant
from tapeflow.engine import convert_to_tensor as convert_to_tensor
from tapeflow.engine.dtypes import bfloat16 as bfloat16
from tapeflow.engine.dtypes import bool_ as bool  # noqa: A001 - TensorFlow's name
from tapeflow.engine.dtypes import complex64 as complex64
from tapeflow.engine.dtypes import complex128 as complex128
from tapeflow.engine.dtypes import float16 as float16
from tapeflow.engine.dtypes import float16 as half
from tapeflow.engine.dtypes import float32 as float32
from tapeflow.engine.dtypes import float64 as double
from tapeflow.engine.dtypes import float64 as float64
from tapeflow.engine.dtypes import int8 as int8
from tapeflow.engine.dtypes import int16 as int16
from tapeflow.engine.dtypes import int32 as int32
from tapeflow.engine.dtypes import int64 as int64
from tapeflow.engine.dtypes import string as string
from tapeflow.engine.dtypes import uint8 as uint8
from tapeflow.engine.dtypes import uint16 as uint16
from tapeflow.engine.dtypes import uint32 as uint32
from tapeflow.engine.dtypes import uint64 as uint64

from tapeflow import random as random
from tapeflow.ops import array as _array  # noqa: F401 - installs the operators

from tapeflow import linalg as linalg
from tapeflow import nn as nn
from tapeflow.ops.linalg import einsum as einsum
from tapeflow.ops.linalg import matmul as matmul
from tapeflow.ops.linalg import tensordot as tensordot
from tapeflow.ops.nn import sigmoid as sigmoid
from tapeflow.ops.nn import tanh as tanh
from tapeflow import keras as keras
from tapeflow import losses as losses
from tapeflow import metrics as metrics
from tapeflow import optimizers as optimizers

newaxis = None
