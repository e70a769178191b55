"""The ops: one pure JAX function each, recorded by the engine."""

from tapeflow.ops import array as array
from tapeflow.ops import random as random
from tapeflow.ops import math as math
from tapeflow.ops import linalg as linalg
from tapeflow.ops import nn as nn
