"""`import tapeflow as tf`: TensorFlow 2's way of building and training models, on JAX."""

from importlib import import_module as _import_module
from typing import TYPE_CHECKING

from tapeflow.engine import DType as DType
from tapeflow.engine import GradientTape as GradientTape
from tapeflow.engine import Tensor as Tensor
from tapeflow.engine import TensorShape as TensorShape
from tapeflow.engine import TensorSpec as TensorSpec
from tapeflow.engine import TypeSpec as TypeSpec
from tapeflow.engine import UnconnectedGradients as UnconnectedGradients
from tapeflow.engine import Variable as Variable
from tapeflow.engine import as_dtype as as_dtype
from tapeflow.engine import constant as constant
from tapeflow.engine import convert_to_tensor as convert_to_tensor
from tapeflow.engine import type_spec_from_value as type_spec_from_value
from tapeflow.engine.dtypes import bfloat16 as bfloat16
from tapeflow.engine.dtypes import bool_ as bool
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
from tapeflow.engine.variable import VariableAggregation as VariableAggregation
from tapeflow.engine.variable import VariableSynchronization as VariableSynchronization

from tapeflow import compat as compat
from tapeflow import random as random
from tapeflow import bitwise as bitwise
from tapeflow import math as math
from tapeflow import nest as nest
from tapeflow.ops.array import IndexedSlices as IndexedSlices
from tapeflow.ops.array import batch_to_space as batch_to_space
from tapeflow.ops.array import boolean_mask as boolean_mask
from tapeflow.ops.array import broadcast_dynamic_shape as broadcast_dynamic_shape
from tapeflow.ops.array import broadcast_static_shape as broadcast_static_shape
from tapeflow.ops.array import broadcast_to as broadcast_to
from tapeflow.ops.array import concat as concat
from tapeflow.ops.array import dynamic_partition as dynamic_partition
from tapeflow.ops.array import dynamic_stitch as dynamic_stitch
from tapeflow.ops.array import ensure_shape as ensure_shape
from tapeflow.ops.array import expand_dims as expand_dims
from tapeflow.ops.array import eye as eye
from tapeflow.ops.array import fill as fill
from tapeflow.ops.array import gather as gather
from tapeflow.ops.array import gather_nd as gather_nd
from tapeflow.ops.array import get_static_value as get_static_value
from tapeflow.ops.array import guarantee_const as guarantee_const
from tapeflow.ops.array import identity as identity
from tapeflow.ops.array import identity_n as identity_n
from tapeflow.ops.array import is_tensor as is_tensor
from tapeflow.ops.array import linspace as linspace
from tapeflow.ops.array import meshgrid as meshgrid
from tapeflow.ops.array import one_hot as one_hot
from tapeflow.ops.array import ones as ones
from tapeflow.ops.array import ones_like as ones_like
from tapeflow.ops.array import pad as pad
from tapeflow.ops.array import parallel_stack as parallel_stack
from tapeflow.ops.array import range as range
from tapeflow.ops.array import rank as rank
from tapeflow.ops.array import repeat as repeat
from tapeflow.ops.array import reshape as reshape
from tapeflow.ops.array import reverse as reverse
from tapeflow.ops.array import reverse_sequence as reverse_sequence
from tapeflow.ops.array import roll as roll
from tapeflow.ops.array import scatter_nd as scatter_nd
from tapeflow.ops.array import searchsorted as searchsorted
from tapeflow.ops.array import sequence_mask as sequence_mask
from tapeflow.ops.array import shape as shape
from tapeflow.ops.array import shape_n as shape_n
from tapeflow.ops.array import size as size
from tapeflow.ops.array import slice as slice
from tapeflow.ops.array import space_to_batch as space_to_batch
from tapeflow.ops.array import space_to_batch_nd as space_to_batch_nd
from tapeflow.ops.array import split as split
from tapeflow.ops.array import squeeze as squeeze
from tapeflow.ops.array import stack as stack
from tapeflow.ops.array import stop_gradient as stop_gradient
from tapeflow.ops.array import strided_slice as strided_slice
from tapeflow.ops.array import tensor_scatter_nd_add as tensor_scatter_nd_add
from tapeflow.ops.array import tensor_scatter_nd_max as tensor_scatter_nd_max
from tapeflow.ops.array import tensor_scatter_nd_min as tensor_scatter_nd_min
from tapeflow.ops.array import tensor_scatter_nd_sub as tensor_scatter_nd_sub
from tapeflow.ops.array import tensor_scatter_nd_update as tensor_scatter_nd_update
from tapeflow.ops.array import tile as tile
from tapeflow.ops.array import transpose as transpose
from tapeflow.ops.array import unique as unique
from tapeflow.ops.array import unique_with_counts as unique_with_counts
from tapeflow.ops.array import unravel_index as unravel_index
from tapeflow.ops.array import unstack as unstack
from tapeflow.ops.array import where as where
from tapeflow.ops.array import zeros as zeros
from tapeflow.ops.array import zeros_like as zeros_like
from tapeflow.ops.math import abs as abs
from tapeflow.ops.math import acos as acos
from tapeflow.ops.math import acosh as acosh
from tapeflow.ops.math import add as add
from tapeflow.ops.math import add_n as add_n
from tapeflow.ops.math import argmax as argmax
from tapeflow.ops.math import argmin as argmin
from tapeflow.ops.math import argsort as argsort
from tapeflow.ops.math import asin as asin
from tapeflow.ops.math import asinh as asinh
from tapeflow.ops.math import atan as atan
from tapeflow.ops.math import atan2 as atan2
from tapeflow.ops.math import atanh as atanh
from tapeflow.ops.math import bitcast as bitcast
from tapeflow.ops.math import cast as cast
from tapeflow.ops.math import clip_by_global_norm as clip_by_global_norm
from tapeflow.ops.math import clip_by_norm as clip_by_norm
from tapeflow.ops.math import clip_by_value as clip_by_value
from tapeflow.ops.math import complex as complex
from tapeflow.ops.math import cos as cos
from tapeflow.ops.math import cosh as cosh
from tapeflow.ops.math import cumsum as cumsum
from tapeflow.ops.math import custom_gradient as custom_gradient
from tapeflow.ops.math import divide as divide
from tapeflow.ops.math import equal as equal
from tapeflow.ops.math import exp as exp
from tapeflow.ops.math import floor as floor
from tapeflow.ops.math import grad_pass_through as grad_pass_through
from tapeflow.ops.math import greater as greater
from tapeflow.ops.math import greater_equal as greater_equal
from tapeflow.ops.math import histogram_fixed_width as histogram_fixed_width
from tapeflow.ops.math import histogram_fixed_width_bins as histogram_fixed_width_bins
from tapeflow.ops.math import less as less
from tapeflow.ops.math import less_equal as less_equal
from tapeflow.ops.math import logical_and as logical_and
from tapeflow.ops.math import logical_not as logical_not
from tapeflow.ops.math import logical_or as logical_or
from tapeflow.ops.math import maximum as maximum
from tapeflow.ops.math import minimum as minimum
from tapeflow.ops.math import multiply as multiply
from tapeflow.ops.math import negative as negative
from tapeflow.ops.math import not_equal as not_equal
from tapeflow.ops.math import pow as pow
from tapeflow.ops.math import reduce_all as reduce_all
from tapeflow.ops.math import reduce_any as reduce_any
from tapeflow.ops.math import reduce_logsumexp as reduce_logsumexp
from tapeflow.ops.math import reduce_max as reduce_max
from tapeflow.ops.math import reduce_mean as reduce_mean
from tapeflow.ops.math import reduce_min as reduce_min
from tapeflow.ops.math import reduce_prod as reduce_prod
from tapeflow.ops.math import reduce_sum as reduce_sum
from tapeflow.ops.math import round as round
from tapeflow.ops.math import saturate_cast as saturate_cast
from tapeflow.ops.math import scalar_mul as scalar_mul
from tapeflow.ops.math import sign as sign
from tapeflow.ops.math import sin as sin
from tapeflow.ops.math import sinh as sinh
from tapeflow.ops.math import sort as sort
from tapeflow.ops.math import sqrt as sqrt
from tapeflow.ops.math import square as square
from tapeflow.ops.math import subtract as subtract
from tapeflow.ops.math import tan as tan
from tapeflow.ops.math import truediv as truediv
from tapeflow.ops.math import truediv as realdiv
from tapeflow.ops.math import truncatediv as truncatediv
from tapeflow.ops.math import truncatemod as truncatemod

from tapeflow import linalg as linalg
from tapeflow import nn as nn
from tapeflow.ops.linalg import einsum as einsum
from tapeflow.ops.linalg import eig as eig
from tapeflow.ops.linalg import eigvals as eigvals
from tapeflow.ops.linalg import matmul as matmul
from tapeflow.ops.linalg import norm as norm
from tapeflow.ops.linalg import tensordot as tensordot
from tapeflow.ops.nn import sigmoid as sigmoid
from tapeflow.ops.nn import tanh as tanh

from tapeflow import initializers as initializers
from tapeflow.ops.initializers import constant_initializer as constant_initializer
from tapeflow.ops.initializers import ones_initializer as ones_initializer
from tapeflow.ops.initializers import random_normal_initializer as random_normal_initializer
from tapeflow.ops.initializers import random_uniform_initializer as random_uniform_initializer
from tapeflow.ops.initializers import zeros_initializer as zeros_initializer
from tapeflow import config as config
from tapeflow import debugging as debugging
from tapeflow import dtypes as dtypes
from tapeflow import errors as errors
from tapeflow import version as version
from tapeflow.ops.debugging import Assert as Assert
from tapeflow.ops.debugging import assert_equal as assert_equal
from tapeflow.ops.debugging import assert_greater as assert_greater
from tapeflow.ops.debugging import assert_less as assert_less
from tapeflow.ops.debugging import assert_rank as assert_rank
from tapeflow.ops.control_flow import TensorArray as TensorArray
from tapeflow.ops.control_flow import case as case
from tapeflow.ops.control_flow import cond as cond
from tapeflow.ops.control_flow import foldl as foldl
from tapeflow.ops.control_flow import foldr as foldr
from tapeflow.ops.control_flow import map_fn as map_fn
from tapeflow.ops.control_flow import scan as scan
from tapeflow.ops.control_flow import switch_case as switch_case
from tapeflow.ops.control_flow import vectorized_map as vectorized_map
from tapeflow.ops.control_flow import while_loop as while_loop
from tapeflow.ops.function import function as function
from tapeflow.ops.function import gradients as gradients
from tapeflow.ops.function import recompute_grad as recompute_grad
from tapeflow.ops.linalg import sqrtm as matrix_square_root
from tapeflow.ops.module import Module as Module
from tapeflow.ops.host import control_dependencies as control_dependencies
from tapeflow.ops.host import device as device
from tapeflow.ops.host import executing_eagerly as executing_eagerly
from tapeflow.ops.host import get_logger as get_logger
from tapeflow.ops.host import group as group
from tapeflow.ops.host.graph_names import get_current_name_scope as get_current_name_scope
from tapeflow.ops.host import name_scope as name_scope
from tapeflow.ops.host import no_op as no_op
from tapeflow.ops.host import numpy_function as numpy_function
from tapeflow.ops.host import print as print
from tapeflow.ops.host import py_function as py_function
from tapeflow.engine import init_scope as init_scope
from tapeflow.engine import variable_creator_scope as variable_creator_scope
from tapeflow.ops.host import timestamp as timestamp
from tapeflow.version import VERSION as __version__
from tapeflow import autograph as autograph

newaxis = None


# Imported when first asked for: programs without layers start in half the time.
_LATER = {
    "audio",
    "autodiff",
    "data",
    "experimental",
    "distribute",
    "feature_column",
    "image",
    "io",
    "keras",
    "lookup",
    "losses",
    "metrics",
    "optimizers",
    "profiler",
    "quantization",
    "ragged",
    "saved_model",
    "sets",
    "signal",
    "sparse",
    "strings",
    "summary",
    "sysconfig",
    "test",
    "train",
    "types",
}  # one a line
# The same for single names: where each is.
_NAMES_LATER = {
    "RaggedTensor": "tapeflow.ops.ragged",
    "RaggedTensorSpec": "tapeflow.ops.ragged",
    "SparseTensor": "tapeflow.ops.sparse",
    "SparseTensorSpec": "tapeflow.ops.sparse",
    "as_string": "tapeflow.ops.strings",
    "fingerprint": "tapeflow.ops.strings.fingerprint",
    "required_space_to_batch_paddings": "tapeflow.ops.nn.space_to_batch_call",
    "AggregationMethod": "tapeflow.ops.array.conversion_functions",
    "CriticalSection": "tapeflow.ops.host.critical_section",
    "DeviceSpec": "tapeflow.ops.config.device_spec",
    "IndexedSlicesSpec": "tapeflow.ops.control_flow.specs",
    "TensorArraySpec": "tapeflow.ops.control_flow.specs",
    "NoneTensorSpec": "tapeflow.ops.control_flow.specs",
    "edit_distance": "tapeflow.ops.sparse.edit_distance",
    "extract_volume_patches": "tapeflow.ops.nn.volume_patches",
    "hessians": "tapeflow.ops.function.hessians",
    "inside_function": "tapeflow.ops.function.hessians",
    "is_symbolic_tensor": "tapeflow.ops.function.hessians",
    "make_ndarray": "tapeflow.ops.io.proto_values",
    "make_tensor_proto": "tapeflow.ops.io.proto_values",
    "register_tensor_conversion_function": "tapeflow.ops.array.conversion_functions",
    "tuple": "tapeflow.ops.array.conversion_functions",
    "OptionalSpec": "tapeflow.data.optional_spec",
}

if TYPE_CHECKING:
    from tapeflow import audio as audio
    from tapeflow import autodiff as autodiff
    from tapeflow import data as data
    from tapeflow import experimental as experimental
    from tapeflow import distribute as distribute
    from tapeflow import feature_column as feature_column
    from tapeflow import image as image
    from tapeflow import io as io
    from tapeflow import keras as keras
    from tapeflow import lookup as lookup
    from tapeflow import losses as losses
    from tapeflow import metrics as metrics
    from tapeflow import optimizers as optimizers
    from tapeflow import profiler as profiler
    from tapeflow import quantization as quantization
    from tapeflow import ragged as ragged
    from tapeflow import saved_model as saved_model
    from tapeflow import sets as sets
    from tapeflow import signal as signal
    from tapeflow import sparse as sparse
    from tapeflow import strings as strings
    from tapeflow import summary as summary
    from tapeflow import sysconfig as sysconfig
    from tapeflow import test as test
    from tapeflow import train as train
    from tapeflow import types as types
    from tapeflow.ops.ragged import RaggedTensor as RaggedTensor
    from tapeflow.ops.ragged import RaggedTensorSpec as RaggedTensorSpec
    from tapeflow.ops.sparse import SparseTensor as SparseTensor
    from tapeflow.ops.sparse import SparseTensorSpec as SparseTensorSpec
    from tapeflow.ops.strings import as_string as as_string
    from tapeflow.ops.strings.fingerprint import fingerprint as fingerprint
    from tapeflow.ops.nn.space_to_batch_call import (
        required_space_to_batch_paddings as required_space_to_batch_paddings,
    )
    from tapeflow.ops.array.conversion_functions import AggregationMethod as AggregationMethod
    from tapeflow.ops.host.critical_section import CriticalSection as CriticalSection
    from tapeflow.ops.config.device_spec import DeviceSpec as DeviceSpec
    from tapeflow.ops.control_flow.specs import IndexedSlicesSpec as IndexedSlicesSpec
    from tapeflow.ops.control_flow.specs import TensorArraySpec as TensorArraySpec
    from tapeflow.ops.control_flow.specs import NoneTensorSpec as NoneTensorSpec
    from tapeflow.ops.sparse.edit_distance import edit_distance as edit_distance
    from tapeflow.ops.nn.volume_patches import extract_volume_patches as extract_volume_patches
    from tapeflow.ops.function.hessians import hessians as hessians
    from tapeflow.ops.function.hessians import inside_function as inside_function
    from tapeflow.ops.function.hessians import is_symbolic_tensor as is_symbolic_tensor
    from tapeflow.ops.io.proto_values import make_ndarray as make_ndarray
    from tapeflow.ops.io.proto_values import make_tensor_proto as make_tensor_proto
    from tapeflow.ops.array.conversion_functions import (
        register_tensor_conversion_function as register_tensor_conversion_function,
    )
    from tapeflow.ops.array.conversion_functions import tuple as tuple
    from tapeflow.data.optional_spec import OptionalSpec as OptionalSpec


def __getattr__(name: str):
    if name in _LATER:
        return _import_module(f"tapeflow.{name}")
    if name in _NAMES_LATER:
        return getattr(_import_module(_NAMES_LATER[name]), name)
    from tapeflow.compat.out_of_reach import reason  # needed for an error only

    why = reason(f"tf.{name}")
    note = f": {why}" if why else ""
    raise AttributeError(f"module 'tapeflow' has no attribute {name!r}{note}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_LATER, *_NAMES_LATER})
