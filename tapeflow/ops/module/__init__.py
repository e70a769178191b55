"""`tf.Module`: an object that owns variables."""

from tapeflow.ops.module.module import Module as Module
