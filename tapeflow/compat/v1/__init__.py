"""`tf.compat.v1`: the names of TensorFlow 1 that mean something without graphs.

A name that is not here is TensorFlow 2's of that name, if there is one.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from tapeflow.compat.v1 import logging as logging
from tapeflow.ops.host.eager_only import disable_eager_execution as disable_eager_execution
from tapeflow.ops.host.eager_only import disable_v2_behavior as disable_v2_behavior
from tapeflow.ops.host.eager_only import enable_eager_execution as enable_eager_execution
from tapeflow.ops.host.eager_only import enable_v2_behavior as enable_v2_behavior
from tapeflow.ops.host.graph_names import executing_eagerly as executing_eagerly
from tapeflow.ops.host.sessions import ConfigProto as ConfigProto
from tapeflow.ops.host.sessions import GPUOptions as GPUOptions
from tapeflow.ops.host.sessions import InteractiveSession as InteractiveSession
from tapeflow.ops.host.sessions import Session as Session
from tapeflow.ops.host.sessions import assign as assign
from tapeflow.ops.host.sessions import assign_add as assign_add
from tapeflow.ops.host.sessions import assign_sub as assign_sub
from tapeflow.ops.host.sessions import get_default_graph as get_default_graph
from tapeflow.ops.host.sessions import get_variable as get_variable
from tapeflow.ops.host.sessions import global_variables as global_variables
from tapeflow.ops.host.sessions import global_variables_initializer as global_variables_initializer
from tapeflow.ops.host.sessions import gradients as gradients
from tapeflow.ops.host.sessions import local_variables_initializer as local_variables_initializer
from tapeflow.ops.host.sessions import placeholder as placeholder
from tapeflow.ops.host.sessions import reset_default_graph as reset_default_graph
from tapeflow.ops.host.sessions import tables_initializer as tables_initializer
from tapeflow.ops.host.sessions import trainable_variables as trainable_variables
from tapeflow.ops.host.sessions import variable_scope as variable_scope
from tapeflow.ops.random import set_seed

set_random_seed = set_seed

if TYPE_CHECKING:
    from tapeflow.compat.v1 import io as io
    from tapeflow.compat.v1 import nn as nn


def __getattr__(name: str):
    if name in ("io", "nn"):
        return import_module(f"tapeflow.compat.v1.{name}")
    if not name.startswith("_"):
        try:
            return getattr(import_module("tapeflow"), name)
        except AttributeError:
            pass
    raise AttributeError(f"module 'tapeflow.compat.v1' has no attribute {name!r}")
