"""`tf.autograph.experimental`."""

from tapeflow.ops.autograph import Feature as Feature
from tapeflow.ops.autograph import do_not_convert as do_not_convert
from tapeflow.ops.autograph import set_loop_options as set_loop_options
