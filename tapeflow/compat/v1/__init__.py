"""`tf.compat.v1`: the few names of TensorFlow 1 that mean something without graphs."""

from importlib import import_module

from tapeflow.compat.v1 import logging as logging
from tapeflow.ops.host.eager_only import disable_eager_execution as disable_eager_execution
from tapeflow.ops.host.eager_only import disable_v2_behavior as disable_v2_behavior
from tapeflow.ops.host.eager_only import enable_eager_execution as enable_eager_execution
from tapeflow.ops.host.eager_only import enable_v2_behavior as enable_v2_behavior
from tapeflow.ops.host.graph_names import executing_eagerly as executing_eagerly
from tapeflow.ops.random import set_seed

set_random_seed = set_seed


def __getattr__(name: str):
    if name == "io":
        return import_module("tapeflow.compat.v1.io")
    raise AttributeError(f"module 'tapeflow.compat.v1' has no attribute {name!r}")
