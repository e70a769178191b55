"""Control flow: branches, loops, functions of rows."""

from tapeflow.ops.control_flow.cond import case as case
from tapeflow.ops.control_flow.cond import cond as cond
from tapeflow.ops.control_flow.cond import switch_case as switch_case
from tapeflow.ops.control_flow.map_fn import map_fn as map_fn
from tapeflow.ops.control_flow.map_fn import vectorized_map as vectorized_map
from tapeflow.ops.control_flow.scan import foldl as foldl
from tapeflow.ops.control_flow.scan import foldr as foldr
from tapeflow.ops.control_flow.scan import scan as scan
from tapeflow.ops.control_flow.tensor_array import TensorArray as TensorArray
from tapeflow.ops.control_flow.while_loop import while_loop as while_loop
