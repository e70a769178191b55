"""`FuncGraph`: a Python function of tensors, recorded once as the body of an op.

`tf.function`, `tf.cond`, `tf.while_loop`, `tf.map_fn`, a scanned epoch: all of them run a Python
function once, on tensors that have a shape and no value, and keep the ops that it recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from sys import getrefcount
from dataclasses import dataclass, replace
from typing import Any

import jax.numpy as jnp
import numpy as np

from tapeflow.engine import watch
from tapeflow.engine.callback import tells_of_callback
from tapeflow.engine.compile_policy import Policy
from tapeflow.engine.convert import convert_to_tensor
from tapeflow.engine.execute import Fused, interpret
from tapeflow.engine.init_scope import WHILE_RECORDING, recording
from tapeflow.engine.known_call import known_call
from tapeflow.engine.nest import flatten, pack_like
from tapeflow.engine.repeats import roll
from tapeflow.engine.signature import CallSignature
from tapeflow.engine.spec import Spec
from tapeflow.engine.tensor import Tensor
from tapeflow.engine.told import Noted, guard, tell_all
from tapeflow.engine.trace import Trace, local, record_signature
from tapeflow.engine.variable import Variable, assign_all


class FuncGraph:
    """The ops of a Python function, what they read from outside, and which variables they change.

    Attributes:
      function: the whole as a pure JAX function: the arrays of the inputs, then of the captures,
        then of the feeds, give a tuple of those of the outputs, then of the messages, then the new
        values of `updated`.
      in_specs: shapes and dtypes of the inputs.
      captures: tensors and variables of outside that the function reads, variables by their value
        at the time of a call.
      feeds: functions without arguments that give fresh host values at every call (seeds).
      feed_specs: what each of them gives.
      structure: what the function returned, a structure of tensors and of None.
      out_specs: of the tensors in it, from left to right.
      updated: the variables that the function assigns to.
      messages: what it tells the host, if `tells`; see `told`.
      calls_back: whether it calls Python functions, which a message tells; see `callback`.
      key: two graphs of the same key compute the same; None if large constants are part of it.
      signature: stands for the whole in a trace, like an op's; one for all graphs of its key.

    Args:
      function: takes one tensor for each of `in_specs`.
      in_specs: see above.
      name: names the op in messages.
      costly: whether a later backward pass is given its results rather than computing them again.
      lift_constants: whether constants are captures too: for a body that is recorded anew at each
        call, whose numbers may change; None for what holds of the body around it.
      tells: whether the function may print and test conditions: its caller passes them on.

    Raises:
      OperatorNotAllowedInGraphError: the function asks for a tensor's value.
    """

    def __init__(
        self,
        function: Callable,
        in_specs: Sequence[Spec],
        name: str,
        costly: bool = True,
        lift_constants: bool | None = None,
        tells: bool = False,
    ):
        self.name = name
        self.noted: list[Noted] | None = [] if tells else None
        outer = None if local.trace is None else local.trace.graph
        inherited = outer is not None and outer._lift_constants
        self._lift_constants = inherited if lift_constants is None else lift_constants
        self.in_specs = tuple(in_specs)
        self.feeds: list[Callable[[], Any]] = []
        self.feed_specs: list[Spec] = []
        trace = self._trace = Trace()
        trace.graph = self
        inputs = [self._placeholder(wanted) for wanted in self.in_specs]
        feeds: list[int] = []
        self._feed_references = feeds
        try:
            with _recording(self, trace):
                self._read(trace, function(*inputs))
        finally:
            _restore(trace)
            trace.closed = True
            for held in (trace.outputs, trace.leaves, trace.leaf_refs, trace.rollback):
                held.clear()
        del self._trace, inputs
        self.weight = sum(signature.weight for signature, _ in self.nodes)
        self.key = self._key()
        self.signature = known_call(
            ("body", name, costly, self.key), lambda: self._signature(costly)
        )
        for watcher in watch.watchers:
            watcher.recorded(self, trace)

    def _key(self) -> tuple | None:
        """What it computes, as a key; None if large constants are part of it."""
        body = self.function
        if any(constant is not None and constant.nbytes > _SMALL for constant in body.constants):
            return None
        operands = (*self.in_specs, *self.capture_specs, *self.feed_specs)
        values = tuple([_constant_key(constant) for constant in body.constants])
        return (body.nodes, body.positions, body.results, operands, values)

    def _signature(self, costly: bool) -> CallSignature:
        operands = (*self.in_specs, *self.capture_specs, *self.feed_specs)
        results = (*self.out_specs, *self.told_specs, *self.update_specs)
        nodes = self.function.rolled()
        unrolled = Policy(nodes, weights=self._weights).repetitive
        unrolled = unrolled or any(s.unrolled for s, _ in nodes)
        return CallSignature(
            self.name, self.function, operands, results, self.weight, costly, unrolled
        )

    def feed(self, give: Callable[[], Any], wanted: Spec) -> Tensor:
        """Inside the body: a tensor whose value `give` tells anew at every call."""
        tensor = self._placeholder(wanted)
        self.feeds.append(give)
        self.feed_specs.append(wanted)
        self._feed_references.append(tensor._index)
        return tensor

    def __call__(self, *inputs: Tensor) -> Any:
        """Records a call on tensors of `in_specs`, and gives variables their new values."""
        return self._called(self.operands(inputs))

    def with_feeds(self, inputs: Sequence[Tensor], feeds: Sequence[Tensor]) -> Any:
        """A call whose feeds are given, tensors of `feed_specs`."""
        captured = [c if c.__class__ is Tensor else c._tensor for c in self.captures]
        return self._called([*inputs, *captured, *feeds])

    @property
    def silent(self) -> Body:
        """`function` without messages."""
        first, count = len(self.out_specs), len(self.told_specs)
        results = self._results[:first] + self._results[first + count :]
        return replace(self.function, results=results)

    def _called(self, operands: list[Tensor]) -> Any:
        results = record_call(self.signature, operands, self.updated)
        if self.messages:
            tell_all(self.messages, results[len(self.out_specs) :])
        return self.pack(results)

    def operands(self, inputs: Sequence[Tensor]) -> list[Tensor]:
        """The tensors that a call reads: `inputs`, the captures as they are now, fresh feeds."""
        captured = [c if c.__class__ is Tensor else c._tensor for c in self.captures]
        outer = None if local.trace is None else local.trace.graph
        fed = [
            convert_to_tensor(give(), wanted.dtype) if outer is None else outer.feed(give, wanted)
            for give, wanted in zip(self.feeds, self.feed_specs, strict=True)
        ]
        return [*inputs, *captured, *fed]

    def pack(self, results: Sequence) -> Any:
        """Results in the form of what the function returned."""
        if self.structure == 0:
            return results[0]
        remaining = iter(results)
        leaves = [None if leaf is None else next(remaining) for leaf in flatten(self.structure)]
        return pack_like(self.structure, leaves)

    def _placeholder(self, wanted: Spec) -> Tensor:
        """A leaf without a value: an output of the trace whose number is a leaf's reference."""
        trace = self._trace
        tensor = Tensor(None, wanted)
        tensor._trace, tensor._serial, tensor._index = trace, trace.serial, ~len(trace.leaves)
        trace.leaves.append(tensor)
        trace.leaf_refs[id(tensor)] = tensor._index
        return tensor

    def _read(self, trace: Trace, structure: Any) -> None:
        """Notes what was recorded."""
        returned = [
            None if leaf is None else convert_to_tensor(leaf) for leaf in flatten(structure)
        ]
        outputs = [tensor for tensor in returned if tensor is not None]
        self.structure = pack_like(structure, [None if t is None else 0 for t in returned])
        self.out_specs = tuple(tensor._spec for tensor in outputs)
        noted, self.noted = self.noted or [], None
        alive = [(weak(), previous) for weak, previous in trace.rollback.values()]
        changed = [(variable, previous) for variable, previous in alive if variable is not None]
        guard(noted, changed)
        self.updated = [variable for variable, _ in changed]
        news = [variable._tensor for variable in self.updated]
        told = [tensor for _, tensors, _ in noted for tensor in tensors]
        self._results = tuple([_reference(trace, tensor) for tensor in (*outputs, *told, *news)])
        self.messages = tuple(message for message, _, _ in noted)
        self.calls_back = any([tells_of_callback(message.tell) for message in self.messages])
        self.told_specs = tuple(tensor._spec for tensor in told)
        self.update_specs = tuple(tensor._spec for tensor in news)
        self.nodes = tuple(trace.nodes)
        before = {id(previous): variable for variable, previous in changed}
        del returned, outputs, told, news, alive, changed, noted
        self._name_leaves(trace, before)

    def _name_leaves(self, trace: Trace, before: dict[int, Variable]) -> None:
        """Tells captures from constants: what nobody outside holds is part of the program."""
        inputs, feeds = range(len(self.in_specs)), [~r for r in self._feed_references]
        self.captures: list[Tensor | Variable] = []
        constants: list[Any] = [None] * len(trace.leaves)
        # What a variable was given that was known already: not what the variable held before.
        given = {id(variable._tensor) for variable in self.updated} - before.keys()
        positions = []
        for position, leaf in enumerate(trace.leaves):
            if position in inputs or position in feeds:
                continue
            variable = before.get(id(leaf), None if id(leaf) in given else _variable_of(leaf))
            lone = leaf._trace is None and getrefcount(leaf) <= _LONE
            if variable is None and lone and not self._lift_constants:
                constants[position] = _array(leaf)
            else:
                self.captures.append(leaf if variable is None else variable)
                positions.append(position)
        captured = zip(positions, self.captures, strict=True)
        self._weights = {~position for position, held in captured if isinstance(held, Variable)}
        self.capture_specs = tuple([trace.leaves[position]._spec for position in positions])
        self.function = Body(
            self.nodes, constants, (*inputs, *positions, *feeds), self._results, self._weights
        )


def record_call(
    signature: CallSignature, operands: Sequence[Tensor], updated: Sequence[Variable] = ()
) -> tuple[Tensor, ...]:
    """Records a call whose last results are the new values of the variables `updated`.

    Returns:
      The other results.
    """
    results = record_signature(signature, operands)
    count = len(results) - len(updated)
    if updated:
        assign_all(updated, results[count:])
    return results[:count]


@dataclass(frozen=True, eq=False)  # no tuple: JAX 0.12 refers weakly to what it compiles
class Body:
    """The nodes as a pure function of the leaves at `positions`; the other leaves are constants.

    `weights` are the references of leaves that are variables.
    """

    nodes: tuple
    constants: list
    positions: tuple[int, ...]
    results: tuple[int, ...]
    weights: Collection[int] = ()

    def rolled(self) -> tuple:
        """The nodes, with loops that Python unrolled as one node each."""
        return roll(self.nodes, [r for r in self.results if r >= 0], self.weights).nodes

    def __call__(self, *arrays: Any) -> tuple:
        # As JAX's arrays: NumPy's have no `.at`.
        leaves = [None if array is None else jnp.asarray(array) for array in self.constants]
        for position, array in zip(self.positions, arrays, strict=True):
            leaves[position] = array
        return self._run(leaves, Fused)

    def by_nodes(self, arrays: Sequence, executor: Any) -> tuple:
        """The same on arrays of NumPy's, each node by `executor`."""
        leaves = [None if array is None else np.asarray(array) for array in self.constants]
        for position, array in zip(self.positions, arrays, strict=True):
            leaves[position] = array
        return self._run(leaves, executor)

    @property
    def parts(self) -> tuple:
        """The nodes' signatures."""
        return tuple([signature for signature, _ in self.nodes])

    def _run(self, leaves: list, executor: Any) -> tuple:
        values, _ = interpret(self.rolled(), leaves, executor, None)
        return tuple([values[r] if r >= 0 else leaves[~r] for r in self.results])


def is_known(value: Any) -> bool:
    """Whether a value can be read now: it does not come from a function being recorded."""
    if isinstance(value, Variable):
        return not recording()
    if value.__class__ is not Tensor:
        return True
    if value._trace is None:  # a variable's value is that of the time of a call
        return _variable_of(value) is None or not recording()
    return value._trace.graph is None


@contextmanager
def _recording(graph: FuncGraph, trace: Trace) -> Iterator[None]:
    """Makes `trace` this thread's own, unseen by the tapes outside."""
    before, tapes = local.trace, local.tapes
    nested = before is not None and before.graph is not None
    if not nested:
        local.outside = before
    local.trace, local.tapes = trace, ()
    try:
        with ExitStack() as stack:
            for manager in WHILE_RECORDING:
                stack.enter_context(manager(graph))
            yield
    finally:
        local.trace = before if nested else local.outside
        local.tapes = tapes
        if not nested:
            local.outside = None


def _restore(trace: Trace) -> None:
    """Gives variables that the body assigned to their values of before."""
    for weak, previous in trace.rollback.values():
        variable = weak()
        if variable is not None:
            variable._tensor = previous


def _reference(trace: Trace, tensor: Tensor) -> int:
    """How the trace knows a tensor, which becomes a leaf of it if it is not known yet."""
    reference = trace.locate(tensor)
    if reference is None:
        reference = trace.leaf_refs[id(tensor)] = ~len(trace.leaves)
        trace.leaves.append(tensor)
    return reference


def _variable_of(leaf: Tensor) -> Variable | None:
    weak = getattr(leaf, "_variable", None)
    variable = None if weak is None else weak()
    return variable if variable is not None and variable._tensor is leaf else None


def _array(leaf: Tensor) -> Any:
    value = leaf.value()
    return np.asarray(value, leaf._spec.dtype.np) if value.__class__ in (int, float) else value


def _constant_key(constant: Any) -> tuple:
    if constant is None:
        return ()
    array = np.asarray(constant)
    return array.dtype, array.shape, array.tobytes()


def _references_of_a_lone_leaf() -> int:
    leaves = [object()]
    (count,) = [getrefcount(leaf) for _, leaf in enumerate(leaves)]
    return count


_SMALL = 1 << 12  # bytes of a constant that is compared by its value
_LONE = _references_of_a_lone_leaf()
