"""`tf.bitwise`: the bits of integers."""

from tapeflow.ops.math import bitwise_and as bitwise_and
from tapeflow.ops.math import bitwise_or as bitwise_or
from tapeflow.ops.math import bitwise_xor as bitwise_xor
from tapeflow.ops.math import invert as invert
from tapeflow.ops.math import left_shift as left_shift
from tapeflow.ops.math import right_shift as right_shift
