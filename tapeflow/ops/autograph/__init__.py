"""AutoGraph: Python's `if`, `while` and `for` on tensors, inside a `tf.function`."""

from tapeflow.ops.autograph.convert import Feature as Feature
from tapeflow.ops.autograph.convert import do_not_convert as do_not_convert
from tapeflow.ops.autograph.convert import needs_rewriting as needs_rewriting
from tapeflow.ops.autograph.convert import rewritten as rewritten
from tapeflow.ops.autograph.convert import set_loop_options as set_loop_options
from tapeflow.ops.autograph.convert import to_code as to_code
from tapeflow.ops.autograph.convert import to_graph as to_graph
