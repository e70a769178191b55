"""`Trace`: the ops recorded and not yet run, in order, one trace per thread."""

from __future__ import annotations

import itertools
import threading
import weakref
from collections.abc import Sequence
from sys import getrefcount
from typing import TYPE_CHECKING, Any

from tapeflow.engine import inspection, silent_broadcast
from tapeflow.engine import tensor as tensor_module
from tapeflow.engine.errors import invalid, unknown_value
from tapeflow.engine.fold_sizes import fold_sizes
from tapeflow.engine.settings import settings
from tapeflow.engine.signature import Signature
from tapeflow.engine.site import Site, reader, user_site
from tapeflow.engine.spec import Spec
from tapeflow.engine.tensor import Tensor

if TYPE_CHECKING:
    from tapeflow.engine.op import Op


def run_program(trace: Trace) -> None:
    """Runs a trace. `program`, which imports this module, puts its own `run` here."""
    from tapeflow.engine import program

    program.run(trace)


_serials = itertools.count(1)
# Bounds on what is recorded before it is run unasked: a loop that never looks can't grow for ever.
MAX_NODES = 2000
MAX_BYTES = 1 << 30


class Trace:
    """What one thread recorded.

    A node is `(signature, references)`. Values are numbered in order of computing; a reference is
    such a number, or `~k` for the k-th leaf, a value that was there before the trace.
    """

    # sites: for each node the user's line that made it. nbytes: of leaves.
    # rollback: id(variable) -> (weak variable, the tensor it had before).
    # tapes: weak references to the tapes that watch. variable_outputs: values given to variables.
    # program, saved, ahead: set when it has run under a tape; see `program` and `ahead`.
    # error: why it could not run. graph: the `FuncGraph` whose body it is; such a
    # trace is never run.
    __slots__ = (
        "__weakref__", "ahead", "closed", "error", "graph", "leaf_refs", "leaves", "lock", "nbytes",
        "nodes", "outputs", "program", "rollback", "saved", "serial", "sites", "tapes",
        "variable_outputs",
    )  # fmt: skip

    def __init__(self):
        self.lock = threading.RLock()
        self.closed = False
        self.graph: Any = None
        self.serial = next(_serials)
        self.nodes: list[tuple[Any, tuple[int, ...]]] = []
        self.sites: list[Site] = []
        self.outputs: list[Tensor] = []
        self.leaves: list[Tensor] = []
        self.leaf_refs: dict[int, int] = {}
        self.nbytes = 0
        self.rollback: dict[int, tuple[weakref.ref, Tensor]] = {}
        self.tapes: list[weakref.ref] = []
        self.variable_outputs: list[int] = []
        self.program: Any = None
        self.saved: Any = None
        self.ahead: Any = None
        self.error: BaseException | None = None

    def locate(self, tensor: Tensor) -> int | None:
        """The reference by which this trace knows a tensor, or None."""
        if tensor._serial == self.serial:
            return tensor._index
        return self.leaf_refs.get(id(tensor))


class _Local(threading.local):
    trace: Trace | None = None
    # The trace that was open when a function's body began to be recorded.
    outside: Trace | None = None
    last: Any = None  # a weak reference to the trace that ran last
    # Weak references to the recording tapes, outermost first: one whose `with` block was
    # interrupted at its very end would otherwise go on recording for ever.
    tapes: tuple = ()
    # Told of each variable made while a `tf.function` is traced.
    on_variable: Any = None
    # What `variable_creator_scope`s around have to say, outermost first.
    creators: tuple = ()


local = _Local()


def recording_tapes() -> list:
    """This thread's recording tapes, outermost first."""
    return [tape for reference in local.tapes if (tape := reference()) is not None]


def current() -> Trace:
    """This thread's open trace."""
    trace = local.trace
    if trace is None or trace.closed:
        trace = local.trace = Trace()
        for tape in recording_tapes():
            tape.enter_trace(trace)
    return trace


def record(op: Op, inputs: tuple[Tensor, ...], attrs: tuple) -> Any:
    """Adds a call of `op` to the trace, and gives its results as pending tensors.

    Raises:
      InvalidArgumentError: (or what the op itself raises) the operands' shapes or dtypes don't fit.
    """
    key = (attrs, *[tensor._spec for tensor in inputs])
    signature = op.signatures.get(key)
    if signature is None:
        signature = unseen(op, key, inputs)
    return record_signature(signature, inputs)


def unseen(op: Op, key: tuple, inputs: tuple[Tensor, ...]) -> Signature:
    """A signature that `op.signatures` doesn't know: a new one, or one that may call for words."""
    signature = op.suspicious.get(key)
    if signature is None:
        signature = Signature(op, key[0], key[1:])
        if not silent_broadcast.suspicious(op.name, key[1:]):
            op.signatures[key] = signature
            return signature
        op.suspicious[key] = signature
    silent_broadcast.warn(op.name, inputs, signature.out_specs[0].shape, current())
    return signature


def record_signature(signature: Any, inputs: Sequence[Tensor], known: tuple[int, ...] = ()) -> Any:
    """`record` with the signature at hand; `known` are references that come before `inputs`'."""
    trace = local.trace
    if trace is None or trace.closed:
        trace = current()
    if trace.graph is not None and (folded := fold_sizes(signature, inputs)) is not None:
        return folded
    for tensor in inputs:
        other = tensor._trace
        if other is not trace and other is not None and trace.graph is None:
            _run_pending(tensor)
    with trace.lock:
        if trace.closed:  # another thread ran it just now
            return record_signature(signature, inputs, known)
        references = list(known)
        leaves, leaf_refs = trace.leaves, trace.leaf_refs
        for tensor in inputs:
            if tensor._trace is trace:
                references.append(tensor._index)
                continue
            reference = leaf_refs.get(id(tensor))
            if reference is None:
                reference = ~len(leaves)
                leaves.append(tensor)  # first: an interrupt may only leave one too many
                leaf_refs[id(tensor)] = reference
                trace.nbytes += tensor._spec.nbytes
            references.append(reference)
        outputs, nodes = trace.outputs, trace.nodes
        start, node_count = len(outputs), len(nodes)
        site = user_site()
        try:
            results = _pending(trace, start, signature.out_specs)
            outputs += results
            trace.sites.append(site)
            nodes.append((signature, tuple(references)))
        except BaseException:  # an interrupt must not leave half a node
            del outputs[start:], nodes[node_count:], trace.sites[node_count:]
            raise
    if len(nodes) >= MAX_NODES or trace.nbytes > MAX_BYTES or settings.op_by_op:
        flush(trace)
    return results[0] if signature.single else tuple(results)


def _pending(trace: Trace, start: int, specs: tuple[Spec, ...]) -> list[Tensor]:
    """Tensors without values yet: outputs `start`, `start + 1`, ... of `trace`."""
    serial = trace.serial
    results = []
    for index, spec in enumerate(specs, start):
        result = _new(Tensor)
        result._spec = spec
        result._value = None
        result._trace = trace
        result._serial = serial
        result._index = index
        result._variable = None
        results.append(result)
    return results


_new = Tensor.__new__


def flush(trace: Trace | None = None) -> None:
    """Runs what is recorded (this thread's, by default) and gives every live tensor its value.

    The program is started, not waited for. If it fails, variables keep the values they had before.
    A function's body is not run: it goes on being recorded.
    """
    if trace is None:
        trace = local.trace
    if trace is None or trace.closed or trace.graph is not None:
        return
    with trace.lock:
        if not trace.closed and trace.nodes:
            run_program(trace)
    if local.trace is trace and trace.closed:
        local.trace = None
        local.last = weakref.ref(trace)
    if inspection.inspector is not None:
        inspection.inspector.after_flush()


def live_outputs(outputs: list[Tensor]) -> tuple[int, ...]:
    """Which outputs somebody besides the trace still holds."""
    return tuple([i for i, output in enumerate(outputs) if getrefcount(output) > _DEAD])


def _references_of_a_dead_output() -> int:
    outputs = [object()]
    (count,) = [getrefcount(output) for _, output in enumerate(outputs)]
    return count


_DEAD = _references_of_a_dead_output()


def _run_pending(tensor: Tensor) -> None:
    trace = tensor._trace
    if trace is not None and trace.graph is not None:
        raise unknown_value(tensor._spec, trace.closed, reader())
    flush(trace)
    if tensor._trace is not None:
        assert trace is not None
        raise trace.error or invalid("this tensor's program did not run")


tensor_module._run = _run_pending
