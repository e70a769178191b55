"""`tf.keras`."""

import gc as _gc
from importlib import import_module as _import_module
from typing import TYPE_CHECKING

from tapeflow.keras import activations as activations
from tapeflow.keras import backend as backend
from tapeflow.keras import config as config
from tapeflow.keras import callbacks as callbacks
from tapeflow.keras import constraints as constraints
from tapeflow.keras import datasets as datasets
from tapeflow.keras import dtype_policies as dtype_policies
from tapeflow.keras import initializers as initializers
from tapeflow.keras import layers as layers
from tapeflow.keras import losses as losses
from tapeflow.keras import metrics as metrics
from tapeflow.keras import mixed_precision as mixed_precision
from tapeflow.keras import models as models
from tapeflow.keras import optimizers as optimizers
from tapeflow.keras import preprocessing as preprocessing
from tapeflow.keras import random as random
from tapeflow.keras import regularizers as regularizers
from tapeflow.keras import saving as saving
from tapeflow.keras import tree as tree
from tapeflow.keras import utils as utils
from tapeflow.keras.dtype_policy import DTypePolicy as DTypePolicy
from tapeflow.keras.dtype_policy import DTypePolicy as FloatDTypePolicy
from tapeflow.keras.initializers import Initializer as Initializer
from tapeflow.keras.layers import Input as Input
from tapeflow.keras.layers import InputSpec as InputSpec
from tapeflow.keras.layers import Layer as Layer
from tapeflow.keras.losses import Loss as Loss
from tapeflow.keras.metrics import Metric as Metric
from tapeflow.keras.models import Model as Model
from tapeflow.keras.models import Sequential as Sequential
from tapeflow.keras.optimizers import Optimizer as Optimizer
from tapeflow.keras.regularizers import Regularizer as Regularizer
from tapeflow.keras.remat import RematScope as RematScope
from tapeflow.keras.remat import remat as remat
from tapeflow.keras.scopes import StatelessScope as StatelessScope
from tapeflow.keras.scopes import SymbolicScope as SymbolicScope
from tapeflow.keras.scopes import name_scope as name_scope
from tapeflow.keras.symbolic import Function as Function
from tapeflow.keras.symbolic import KerasTensor as KerasTensor
from tapeflow.keras.symbolic import Operation as Operation
from tapeflow.keras.variable import Variable as Variable
from tapeflow.keras.variable import device as device
from tapeflow.keras.version import version as version

# Imported when first asked for: few programs need them, and they have hundreds of functions.
_LATER = {"applications", "distillation", "export", "legacy", "ops", "visualization", "wrappers"}

if TYPE_CHECKING:
    from tapeflow.keras import applications as applications
    from tapeflow.keras import distillation as distillation
    from tapeflow.keras import export as export
    from tapeflow.keras import legacy as legacy
    from tapeflow.keras import ops as ops
    from tapeflow.keras import visualization as visualization
    from tapeflow.keras import wrappers as wrappers


def __getattr__(name: str):
    if name in _LATER:
        return _import_module(f"tapeflow.keras.{name}")
    raise AttributeError(f"module 'tapeflow.keras' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_LATER})


# All this stays to the end, and is a third of what a full collection would look through: one falls
# into a program's first step, and another into Python's exit. See `engine.quiet_jax`.
_gc.freeze()
