"""`end_of_step`: starts what is pending, or leaves it to the optimizer whose gradients wait."""

from __future__ import annotations

from itertools import accumulate

from tapeflow.engine.trace import Trace, flush, live_outputs, local


def end_of_step() -> None:
    """Called when an optimizer has recorded its step: starts the program, without waiting.

    A step with several optimizers, as of a GAN, takes its gradients first and then makes all
    updates. That is one program: it is started at the last update, and compiles and runs as a whole
    rather than in parts that hand gradients over. If the rest is not updated after all, the program
    starts when a value is read or the next step's tape begins.
    """
    trace = local.trace
    if trace is None or not _gradients_wait(trace):
        flush()


def _gradients_wait(trace: Trace) -> bool:
    """Whether somebody holds gradients of which no op has used any."""
    nodes = trace.nodes
    gradients = [i for i, (signature, _) in enumerate(nodes) if signature.swept_by_gradient]
    if len(gradients) < 2:
        return False
    starts = list(accumulate([len(signature.out_specs) for signature, _ in nodes], initial=0))
    used = {reference for _, references in nodes for reference in references}
    held = set(live_outputs(trace.outputs))
    return any(
        not held.isdisjoint(values) and used.isdisjoint(values)
        for values in [range(starts[i], starts[i + 1]) for i in gradients]
    )
