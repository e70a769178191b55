"""Another batch size compiles one program, also where the loss is read inside the tape.

The same ops on other shapes (a last batch that is smaller) will be followed by the gradient that
followed them before. It is recorded before the forward program is compiled, and becomes part of it.
"""

from __future__ import annotations

from tapeflow.engine.ahead import Started, follower
from tapeflow.engine.gradient import Span, record_gradient
from tapeflow.engine.settings import settings
from tapeflow.engine.trace import MAX_BYTES, MAX_NODES, Trace, local


def record_expected(trace: Trace, structure: tuple) -> bool:
    """Records the gradient that followed a program of other shapes; tells whether there was one.

    Args:
      trace: one that is about to run for the first time, under a tape.
      structure: its structure without shapes; see `Program`.
    """
    ahead = follower(structure)
    if (
        ahead is None
        or settings.op_by_op
        or local.trace is not trace
        or len(local.tapes) != 1
        or len(trace.nodes) >= MAX_NODES - 1
        or trace.nbytes > MAX_BYTES
    ):
        return False
    (start, stop, _), target, references = ahead.request
    if not trace.outputs[target]._spec.dtype.is_differentiable:
        return False
    before = len(trace.nodes)
    gradients = record_gradient(
        [Span(trace, start, stop)],
        [trace.outputs[target]],
        None,
        [[trace.leaves[~reference]] for reference in references],
    )
    if all([gradient is not None for gradient in gradients]):
        ahead.misses += 1
        trace.ahead = Started(ahead, None, gradients)
    return len(trace.nodes) > before
