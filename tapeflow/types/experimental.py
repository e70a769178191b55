"""`tf.types.experimental`: classes for annotations and `isinstance`."""

from inspect import Signature as FunctionType

from tapeflow.engine import TypeSpec as TraceType
from tapeflow.ops.function import ConcreteFunction as AtomicFunction
from tapeflow.ops.function import ConcreteFunction as ConcreteFunction
from tapeflow.ops.function import Function as GenericFunction
from tapeflow.ops.function import Function as PolymorphicFunction
from tapeflow.ops.function.tensor_like import Callable as Callable
from tapeflow.ops.function.tensor_like import SupportsTracingProtocol as SupportsTracingProtocol
from tapeflow.ops.function.tensor_like import TensorLike as TensorLike

__all__ = [
    "AtomicFunction",
    "Callable",
    "ConcreteFunction",
    "FunctionType",
    "GenericFunction",
    "PolymorphicFunction",
    "SupportsTracingProtocol",
    "TensorLike",
    "TraceType",
]
