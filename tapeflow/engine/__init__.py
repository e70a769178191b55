"""The engine: tensors, recording, programs, tapes, variables. It knows no op and no layer."""

import tapeflow.engine.quiet_jax  # before anything else loads JAX
from tapeflow.engine.convert import CONVERTERS as CONVERTERS
from tapeflow.engine.convert import constant as constant
from tapeflow.engine.convert import convert_to_tensor as convert_to_tensor
from tapeflow.engine.convert import host_value as host_value
from tapeflow.engine.dispatch import HANDLERS as HANDLERS
from tapeflow.engine.dispatch import NotDense as NotDense
from tapeflow.engine.dispatch import dispatched as dispatched
from tapeflow.engine.dtypes import DType as DType
from tapeflow.engine.dtypes import as_dtype as as_dtype
from tapeflow.engine.errors import check_callable as check_callable
from tapeflow.engine.errors import invalid as invalid
from tapeflow.engine.errors import problem as problem
from tapeflow.engine.func_graph import FuncGraph as FuncGraph
from tapeflow.engine.func_graph import is_known as is_known
from tapeflow.engine.func_graph import record_call as record_call
from tapeflow.engine.init_scope import init_scope as init_scope
from tapeflow.engine.init_scope import recording as recording
from tapeflow.engine.known_call import known_call as known_call
from tapeflow.engine.op import op as op
from tapeflow.engine.signature import CallSignature as CallSignature
from tapeflow.engine.spec import Spec as Spec
from tapeflow.engine.symbolic import Symbolic as Symbolic
from tapeflow.engine.tape import GradientTape as GradientTape
from tapeflow.engine.tape import UnconnectedGradients as UnconnectedGradients
from tapeflow.engine.tensor import Tensor as Tensor
from tapeflow.engine.tensor_shape import TensorShape as TensorShape
from tapeflow.engine.told import tell as tell
from tapeflow.engine.trace import flush as flush
from tapeflow.engine.type_spec import SPECS as SPECS
from tapeflow.engine.type_spec import TensorSpec as TensorSpec
from tapeflow.engine.type_spec import TypeSpec as TypeSpec
from tapeflow.engine.type_spec import VariableSpec as VariableSpec
from tapeflow.engine.type_spec import type_spec_from_value as type_spec_from_value
from tapeflow.engine.variable import Variable as Variable
from tapeflow.engine.variable_creators import variable_creator_scope as variable_creator_scope
