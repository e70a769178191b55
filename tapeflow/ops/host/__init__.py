"""What happens on the host: printing, the clock, and names for graphs that are not built."""

from tapeflow.ops.host.device import device as device
from tapeflow.ops.host.graph_names import control_dependencies as control_dependencies
from tapeflow.ops.host.graph_names import executing_eagerly as executing_eagerly
from tapeflow.ops.host.graph_names import group as group
from tapeflow.ops.host.graph_names import name_scope as name_scope
from tapeflow.ops.host.graph_names import no_op as no_op
from tapeflow.ops.host.logger import get_logger as get_logger
from tapeflow.ops.host.logger import set_verbosity as set_verbosity
from tapeflow.ops.host.print import print as print
from tapeflow.ops.host.py_function import numpy_function as numpy_function
from tapeflow.ops.host.py_function import py_function as py_function
from tapeflow.ops.host.timestamp import timestamp as timestamp
