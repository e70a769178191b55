"""`tf.linalg.experimental`: systems solved step by step."""

from tapeflow.ops.linalg_operators.conjugate_gradient import (
    conjugate_gradient as conjugate_gradient,
)
