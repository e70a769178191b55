"""`Traced`: a Python function recorded for one kind of arguments, or known to need Python."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tapeflow.engine import (
    CONVERTERS,
    FuncGraph,
    Spec,
    Tensor,
    convert_to_tensor,
    flush,
    recording,
)
from tapeflow.engine.callback import calling_back
from tapeflow.engine.errors import (
    HostValueNeededError,
    InvalidArgumentError,
    InvalidArgumentInGraphError,
)
from tapeflow.engine.nest import flatten, pack_like
from tapeflow.engine.trace import local


class Traced:
    """What is called for one kind of arguments.

    Args:
      function: takes the operands alone.
      as_python: the same without rewriting, for when an op must see values: then every call runs
        it, and lazy recording compiles what it can.
      in_specs: of the operands.
      name: names the op in messages.

    Attributes:
      graph: the recorded body, or None.
    """

    __slots__ = ("_as_python", "_constants", "graph", "structure")

    def __init__(
        self, function: Callable, as_python: Callable, in_specs: Sequence[Spec], name: str
    ):
        self._as_python = as_python
        self._constants: dict[int, Any] = {}
        self.structure: Any = None
        try:
            self.graph = FuncGraph(
                lambda *operands: self._results(function(*operands), name),
                in_specs,
                name,
                tells=True,
            )
        except HostValueNeededError:
            self.graph = None
        except InvalidArgumentError as error:
            raise _of_tracing(error) from None

    @classmethod
    def unrecorded(cls, as_python: Callable) -> Traced:
        """One that always runs Python: there are strings among the operands, or the like."""
        made = cls.__new__(cls)
        made._as_python, made._constants, made.graph, made.structure = as_python, {}, None, None
        return made

    def __call__(self, operands: Sequence[Tensor]) -> Any:
        graph = self.graph
        if graph is None:
            return _as_tensors(self._as_python(*operands))
        if graph.calls_back and not recording():
            with calling_back(graph.updated):
                results = graph(*operands)
        else:
            results = graph(*operands)
        if graph.updated and not local.tapes:
            flush()  # a step is done: it is started and not waited for
        return self._with_constants(results) if self._constants else results

    def _results(self, returned: Any, name: str) -> Any:
        """What the function returned without the strings, which are kept aside."""
        leaves = flatten(returned)
        for position, leaf in enumerate(leaves):
            if leaf is None or leaf.__class__ is Tensor:
                continue
            leaves[position] = tensor = _tensor(leaf, name)
            if tensor.dtype.name == "string":
                self._constants[position] = tensor
                leaves[position] = None
        self.structure = pack_like(returned, leaves)
        structure, self.structure = self.structure, pack_like(returned, [None] * len(leaves))
        return structure

    def _with_constants(self, results: Any) -> Any:
        leaves = flatten(results)
        for position, tensor in self._constants.items():
            leaves[position] = tensor
        return pack_like(self.structure, leaves)


def _of_tracing(error: InvalidArgumentError) -> Exception:
    """The same error, as TensorFlow raises it while it traces."""
    raised = InvalidArgumentInGraphError(error.node_def, error.op, error.message)
    for note in getattr(error, "__notes__", ()):
        raised.add_note(note)
    return raised.with_traceback(error.__traceback__)


def _as_tensors(returned: Any) -> Any:
    if returned is None or returned.__class__ is Tensor:
        return returned
    leaves = flatten(returned)
    return pack_like(
        returned,
        [leaf if leaf is None or leaf.__class__ is Tensor else _tensor(leaf) for leaf in leaves],
    )


def _tensor(leaf: Any, name: str = "the function") -> Any:
    if leaf.__class__ not in CONVERTERS and hasattr(leaf, "_type_spec"):
        return leaf
    try:
        return convert_to_tensor(leaf)
    except (TypeError, ValueError) as error:
        raise TypeError(
            "To be compatible with tf.function, Python functions must return zero or more Tensors "
            f"or ExtensionTypes or None values; in compilation of {name}, found return value of "
            f"type {type(leaf).__name__}, which is not a Tensor or ExtensionType."
        ) from error
