"""`tf.autograph`."""

from tapeflow.ops.host import set_verbosity as set_verbosity
