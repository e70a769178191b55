"""`tf.random.experimental`: the older names of what `tf.random` has, and `stateless_shuffle`."""

from tapeflow.ops.random import Algorithm as Algorithm
from tapeflow.ops.random import Generator as Generator
from tapeflow.ops.random import create_rng_state as create_rng_state
from tapeflow.ops.random import fold_in as stateless_fold_in
from tapeflow.ops.random import get_global_generator as get_global_generator
from tapeflow.ops.random import set_global_generator as set_global_generator
from tapeflow.ops.random.index_shuffle import index_shuffle as index_shuffle
from tapeflow.ops.random import split as stateless_split
from tapeflow.ops.random import stateless_shuffle as stateless_shuffle

__all__ = [
    "Algorithm",
    "Generator",
    "create_rng_state",
    "get_global_generator",
    "index_shuffle",
    "set_global_generator",
    "stateless_fold_in",
    "stateless_shuffle",
    "stateless_split",
]
