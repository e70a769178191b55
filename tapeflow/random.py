"""`tf.random`."""

from tapeflow.ops.random import normal as normal
from tapeflow.ops.random import set_seed as set_seed
from tapeflow.ops.random import truncated_normal as truncated_normal
from tapeflow.ops.random import uniform as uniform
