"""`Function`: a user's function of elements, called beside whatever the user is recording.

TensorFlow runs such a function once, to make a graph of it. So does this where it can: the
function is recorded (`FuncGraph`) and called as one op, for many elements at once if it draws no
random numbers of its own kind and assigns to no variable. A function that needs values (NumPy,
files, strings) is called for every element.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from tapeflow.data.plans.random_state import Feed, RandomState
from tapeflow.data.structure import flatten, normalize, packer
from tapeflow.engine import FuncGraph, Tensor, check_callable, problem
from tapeflow.engine.aside import aside
from tapeflow.engine.convert import convert
from tapeflow.engine.dtypes import int64, string
from tapeflow.engine.errors import OperatorNotAllowedInGraphError
from tapeflow.engine.spec import Spec, spec
from tapeflow.engine.type_spec import TensorSpec
from tapeflow.engine.vectorized import Vectorized

# So many different shapes are recorded; after that the function is called as it is.
_MAX_GRAPHS = 16


class Function:
    """Calls `function` with elements as tf.data does: a tuple's parts become its arguments.

    Args:
      function: the user's.
      name: what it is called in messages, as `Dataset.map`.
      source: the plan its elements come from.

    Attributes:
      eager: whether it turned out that it cannot be recorded.
      random: where its random ops have their seeds from.
    """

    def __init__(self, function: Callable, name: str, source: Any):
        check_callable(function, name, "func", ValueError)
        self.function, self.name, self._source = function, name, source
        self.random = RandomState()
        self._pack: Any = None
        self._graphs: dict[tuple, FuncGraph] = {}
        self._vectorized: dict[tuple, Vectorized | None] = {}
        self.eager = False
        self._failure: Exception | None = None

    def __call__(self, element: tuple, turn: tuple[int, int]) -> Any:
        """The structure that the function gives.

        Args:
          element: components.
          turn: the pass over the data and the element's number in it; see `random_state`.
        """
        graph = self._graph_of(element)
        if graph is None:
            return aside(self._called, turn, element)
        return aside(self._run, graph, turn, element)

    def truth(self, element: tuple, turn: tuple[int, int]) -> bool:
        """The function's answer, which must be a scalar bool.

        Raises:
          ValueError: it is something else.
        """
        found = self(element, turn)
        if found.__class__ is not Tensor or found.dtype.name != "bool" or found.ndim:
            raise ValueError(
                problem(
                    f"{self.name}: the function must give one bool for an element",
                    given=found,
                    expected="a scalar tensor of dtype bool",
                )
            )
        return bool(found)

    def dataset(self, element: tuple, turn: tuple[int, int]) -> Any:
        """The data set that the function gives.

        Raises:
          TypeError: it gives something else.
        """
        found = aside(self._called, turn, element)
        if not hasattr(found, "_plan"):
            raise TypeError(
                problem(
                    f"{self.name}: the function must return a tf.data.Dataset",
                    given=type(found).__name__,
                    fix="tf.data.Dataset.from_tensor_slices(...) makes one; for tensors use map",
                )
            )
        return found

    @property
    def vectorized(self) -> Vectorized | None:
        """The function of many elements at once, if their shapes are fixed and it can be had."""
        leaves = _tensor_specs(self._source)
        if leaves is None or not all(leaf.shape.is_fully_defined() for leaf in leaves):
            return None
        return self.vectorized_for(tuple([_sized(leaf, 0) for leaf in leaves]))

    def vectorized_for(self, specs: tuple[Spec, ...]) -> Vectorized | None:
        """The function of many elements with these components at once, if it can be had."""
        if specs not in self._vectorized:
            self._vectorized[specs] = self._vectorize(specs)
        return self._vectorized[specs]

    def _vectorize(self, specs: tuple[Spec, ...]) -> Vectorized | None:
        if not specs or any(spec.dtype is string for spec in specs):
            return None
        graph = self._graph(specs)
        if graph is None or graph.updated or None in flatten(graph.structure):
            return None
        if not graph.out_specs or any(spec.dtype is string for spec in graph.out_specs):
            return None
        return Vectorized(graph) if all(isinstance(f, Feed) for f in graph.feeds) else None

    @property
    def same_everywhere(self) -> bool:
        """Whether the function is `vectorized` and draws no random numbers."""
        vectorized = self.vectorized
        return vectorized is not None and not vectorized.graph.feeds

    def block(
        self, vectorized: Vectorized, arrays: Sequence, count: int, turn: tuple[int, int]
    ) -> list:
        """The function of `count` elements, stacked, the first of which is `turn`."""
        found = aside(self._block, vectorized, arrays, count, turn)
        return [tensor.value() for tensor in found]

    @cached_property
    def element_spec(self) -> Any:
        """The spec of what it gives, as far as that is known without an element; else None."""
        leaves = _tensor_specs(self._source)
        if leaves is None:
            return None
        # An unknown size is tried as two numbers: where the results differ, theirs is unknown.
        one, other = [self._graph(tuple([_sized(leaf, n) for leaf in leaves])) for n in (7, 11)]
        if one is None or other is None or len(one.out_specs) != len(other.out_specs):
            return None
        specs = [
            TensorSpec(a.public_shape.most_specific_compatible_shape(b.public_shape), a.dtype)
            for a, b in zip(one.out_specs, other.out_specs, strict=True)
        ]
        found = one.pack(specs)
        return None if None in flatten(found) else found

    def check(self) -> None:
        """Raises what the function raises for any element, if that is plain to see."""
        if self.element_spec is not None or self._failure is None:
            return
        leaves = _tensor_specs(self._source)
        if leaves is None or not all(leaf.shape.is_fully_defined() for leaf in leaves):
            return
        zeros = [convert(np.zeros(leaf.shape, leaf.dtype.np), leaf.dtype) for leaf in leaves]
        try:
            aside(self._called, (0, 0), tuple(zeros))
        except type(self._failure) as error:
            raise error from None
        except Exception:
            pass  # other values may do

    def _graph_of(self, element: tuple) -> FuncGraph | None:
        if self.eager:
            return None
        specs = []
        for component in element:
            if component.__class__ is not Tensor or component._spec.dtype is string:
                return None
            specs.append(component._spec)
        return self._graph(tuple(specs))

    def _graph(self, specs: tuple[Spec, ...]) -> FuncGraph | None:
        """The function recorded for those components, or None if that cannot be done."""
        graph = self._graphs.get(specs)
        if graph is not None or self.eager or len(self._graphs) >= _MAX_GRAPHS:
            return graph
        try:
            graph = aside(FuncGraph, self._recorded, specs, self.name)
        except Exception as error:
            # Whatever it is, a call with values will tell.
            self.eager = True
            if not isinstance(error, (OperatorNotAllowedInGraphError, NotImplementedError)):
                self._failure = error.with_traceback(None)
            return None
        self._graphs[specs] = graph
        return graph

    def _recorded(self, *components: Tensor) -> Any:
        return self.random.recorded(self._applied, components)

    def _called(self, turn: tuple[int, int], element: tuple) -> Any:
        return self.random.eager(turn, self._applied, element)

    def _applied(self, element: tuple) -> Any:
        pack = self._pack
        if pack is None:
            pack = self._pack = packer(self._source.element_spec)
        structure = pack(element)
        if type(structure) is tuple:
            return normalize(self.function(*structure))
        return normalize(self.function(structure))

    def _run(self, graph: FuncGraph, turn: tuple[int, int], element: tuple) -> Any:
        if not graph.feeds:
            return graph(*element)
        fed = [
            convert(np.array(feed.pair(turn) if isinstance(feed, Feed) else feed()), each.dtype)
            for feed, each in zip(graph.feeds, graph.feed_specs, strict=True)
        ]
        return graph.with_feeds(element, fed)

    def _block(
        self, vectorized: Vectorized, arrays: Sequence, count: int, turn: tuple[int, int]
    ) -> list:
        graph = vectorized.graph
        inputs = [
            Tensor(array, spec((count, *each.shape), each.dtype))
            for array, each in zip(arrays, graph.in_specs, strict=True)
        ]
        first = turn[1]
        feeds = [
            convert(
                np.array([feed.pair((turn[0], first + i)) for i in range(count)], np.int64), int64
            )
            for feed in graph.feeds
        ]
        return list(vectorized(inputs, feeds))


def _tensor_specs(source: Any) -> list[TensorSpec] | None:
    """The specs of the source's components, if they are known and are tensors of numbers."""
    if not source.known:
        return None
    leaves = flatten(source.element_spec)
    for leaf in leaves:
        if not isinstance(leaf, TensorSpec) or leaf.dtype is string or leaf.shape.rank is None:
            return None
    return leaves or None


def _sized(leaf: TensorSpec, size: int) -> Spec:
    """The spec with `size` where a size is unknown."""
    return spec(tuple([size if n is None else n for n in leaf.shape]), leaf.dtype)


def components(structure: Any) -> tuple:
    """The leaves of a normalized structure."""
    return (structure,) if structure.__class__ is Tensor else tuple(flatten(structure))


def whole_number(value: Any, name: str) -> int:
    """A count given as an int, an integer array or a scalar tensor.

    Raises:
      TypeError: it is something else.
    """
    try:
        return operator.index(value.item() if isinstance(value, np.ndarray) else value)
    except (TypeError, ValueError) as error:
        raise TypeError(problem(f"{name} must be a whole number", given=repr(value))) from error
