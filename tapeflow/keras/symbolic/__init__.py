"""Symbolic calls: how layers and functions become the steps of a functional model."""

from tapeflow.keras.symbolic.clone_graph import clone_graph as clone_graph
from tapeflow.keras.symbolic.function import Function as Function
from tapeflow.keras.symbolic.function_call import FunctionCall as FunctionCall
from tapeflow.keras.symbolic.graph import Graph as Graph
from tapeflow.keras.symbolic.keras_tensor import KerasTensor as KerasTensor
from tapeflow.keras.symbolic.keras_tensor import is_keras_tensor as is_keras_tensor
from tapeflow.keras.symbolic.node import Node as Node
from tapeflow.keras.symbolic.node import node_of as node_of
from tapeflow.keras.symbolic.operation import Connected as Connected
from tapeflow.keras.symbolic.operation import Operation as Operation
from tapeflow.keras.symbolic.plan import Plan as Plan
from tapeflow.keras.symbolic.shape import Shape as Shape
from tapeflow.keras.symbolic.source_inputs import get_source_inputs as get_source_inputs
from tapeflow.keras.symbolic.structure import keras_tensors_in as keras_tensors_in
from tapeflow.keras.symbolic.structure import with_each as with_each
from tapeflow.keras.symbolic.trace_spec import stands_for_unknown as stands_for_unknown
from tapeflow.keras.symbolic.trace_spec import traced_spec as traced_spec
from tapeflow.keras.symbolic.trace_spec import without_stand_ins as without_stand_ins
from tapeflow.keras.symbolic.whole_functions import take_whole_functions as take_whole_functions
