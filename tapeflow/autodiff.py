"""`tf.autodiff`: derivatives, backward and forward."""

from tapeflow.engine import GradientTape as GradientTape
from tapeflow.ops.autodiff.forward import ForwardAccumulator as ForwardAccumulator
