"""`tf.autograph`."""

from tapeflow.autograph import experimental as experimental
from tapeflow.ops.autograph import to_code as to_code
from tapeflow.ops.autograph import to_graph as to_graph
from tapeflow.ops.host import set_verbosity as set_verbosity
from tapeflow.ops.autograph.trace import trace as trace
