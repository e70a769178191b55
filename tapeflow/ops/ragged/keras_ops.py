"""Ragged operands of `keras.ops`: as the functions of `tf.math` that they stand for."""

from __future__ import annotations

from tapeflow.engine import HANDLERS
from tapeflow.ops.ragged import joining, reduce
from tapeflow.ops.ragged.ragged_tensor import RaggedTensor

_SAME = {
    "absolute": "math.abs", "concatenate": "concat", "divide": "math.truediv",
    "max": "math.reduce_max", "mean": "math.reduce_mean", "min": "math.reduce_min",
    "sum": "math.reduce_sum",
}  # fmt: skip
_NAMES = (
    "abs", "add", "cos", "equal", "exp", "greater", "less", "log", "maximum", "minimum",
    "multiply", "negative", "not_equal", "sin", "sqrt", "square", "subtract", "tanh",
)  # fmt: skip

_known = HANDLERS[RaggedTensor]
_SAME |= {name: f"math.{name}" for name in _NAMES}
_known |= {f"keras.ops.{name}": _known[other] for name, other in _SAME.items() if other in _known}
