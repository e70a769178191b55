"""Elementwise mathematics, reductions and comparisons."""

from tapeflow.ops.math.arithmetic import add as add
from tapeflow.ops.math.arithmetic import divide as divide
from tapeflow.ops.math.arithmetic import divide_no_nan as divide_no_nan
from tapeflow.ops.math.arithmetic import floordiv as floordiv
from tapeflow.ops.math.arithmetic import floormod as floormod
from tapeflow.ops.math.arithmetic import multiply as multiply
from tapeflow.ops.math.arithmetic import multiply_no_nan as multiply_no_nan
from tapeflow.ops.math.arithmetic import negative as negative
from tapeflow.ops.math.arithmetic import squared_difference as squared_difference
from tapeflow.ops.math.arithmetic import subtract as subtract
from tapeflow.ops.math.arithmetic import truediv as truediv
from tapeflow.ops.math.comparison import equal as equal
from tapeflow.ops.math.comparison import greater as greater
from tapeflow.ops.math.comparison import greater_equal as greater_equal
from tapeflow.ops.math.comparison import less as less
from tapeflow.ops.math.comparison import less_equal as less_equal
from tapeflow.ops.math.comparison import not_equal as not_equal
from tapeflow.ops.math.pow import pow as pow
from tapeflow.ops.math.sign import abs as abs
from tapeflow.ops.math.sign import sign as sign
