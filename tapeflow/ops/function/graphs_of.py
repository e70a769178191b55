"""What a concrete function records for given sizes of the axes that its signature leaves open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tapeflow.engine import FuncGraph, TensorSpec, problem
from tapeflow.engine.nest import map_structure
from tapeflow.ops.function.arguments import Call
from tapeflow.ops.function.concrete_function import ConcreteFunction


def graphs_of(concrete: ConcreteFunction) -> Callable[[dict[int, int]], FuncGraph]:
    """A function from `{axis: size}` to what is recorded.

    Raises:
      ValueError: when it is called, if the function has no recording.
    """

    def graph_at(sizes: dict[int, int]) -> FuncGraph:
        def known(leaf: Any) -> Any:
            if not isinstance(leaf, TensorSpec):
                return leaf
            shape = [sizes[i] if n is None else n for i, n in enumerate(leaf.shape)]
            return TensorSpec(shape, leaf.dtype)

        arguments = map_structure(known, concrete.structured_input_signature)
        traced = concrete._function.traced(Call(*arguments), counted=False)
        if traced.graph is None:
            raise ValueError(
                problem(
                    f"tf.saved_model.save: {concrete._function.name} runs as Python, because "
                    "something in it needs values (strings, NumPy)",
                    fix="leave that to the caller, or attach the function as no tf.function",
                )
            )
        return traced.graph

    return graph_at
