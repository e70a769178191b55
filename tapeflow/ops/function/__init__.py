"""`tf.function`: a Python function as one op for each kind of arguments."""

from tapeflow.ops.function.concrete_function import ConcreteFunction as ConcreteFunction
from tapeflow.ops.function.function import Function as Function
from tapeflow.ops.function.function import function as function
from tapeflow.ops.function.gradients import gradients as gradients
from tapeflow.ops.function.recompute_grad import recompute_grad as recompute_grad
