"""The ops: one pure JAX function each, recorded by the engine."""

from tapeflow.ops import array as array
from tapeflow.ops import math as math
