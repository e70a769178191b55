"""Random numbers: TensorFlow's own streams (Philox), bit for bit."""

from tapeflow.ops.random.seeds import next_seed as next_seed
from tapeflow.ops.random.seeds import set_seed as set_seed
from tapeflow.ops.random.stateful import normal as normal
from tapeflow.ops.random.stateful import truncated_normal as truncated_normal
from tapeflow.ops.random.stateful import uniform as uniform
