"""`tf.gradients`: derivatives inside a function that is being recorded."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import Tensor, convert_to_tensor, recording
from tapeflow.engine.gradient import Span, record_gradient
from tapeflow.engine.nest import flatten
from tapeflow.engine.trace import local, recording_tapes
from tapeflow.ops.array import ones_like, zeros_like


def gradients(
    ys: Any,
    xs: Any,
    grad_ys: Any = None,
    name: str = "gradients",
    gate_gradients: bool = False,
    aggregation_method: int | None = None,
    stop_gradients: Any = None,
    unconnected_gradients: str = "none",
) -> list:
    """The derivative of the sum of `ys` by each of `xs`, inside a `tf.function`.

    Args:
      ys: a tensor or a list of them.
      xs: tensors or variables from which they were computed in this function.
      grad_ys: what to multiply the derivative of each of `ys` with; ones by default.
      name: accepted for compatibility, not used.
      gate_gradients: accepted for compatibility, not used.
      aggregation_method: accepted for compatibility, not used.
      stop_gradients: not supported.
      unconnected_gradients: "none" or "zero": what to give where no path leads.

    Raises:
      RuntimeError: outside of functions.
      NotImplementedError: `stop_gradients` is given.

    >>> import tapeflow as tf
    >>> tf.function(lambda x: tf.gradients(x * x, x))(tf.constant(3.0))[0].numpy()
    np.float32(6.0)
    """
    if not recording():
        raise RuntimeError(
            "tf.gradients is not supported when eager execution is enabled. "
            "Use tf.GradientTape instead."
        )
    if stop_gradients is not None:
        raise NotImplementedError("tf.gradients: stop_gradients; use tf.stop_gradient")
    targets = [convert_to_tensor(y) for y in flatten(ys)]
    starts = None
    if grad_ys is not None:
        given = flatten(grad_ys)
        starts = [
            ones_like(y) if g is None else convert_to_tensor(g, y.dtype)
            for g, y in zip(given, targets, strict=True)
        ]
    sources = [x if isinstance(x, Tensor) else x._tensor for x in flatten(xs)]
    trace = local.trace
    spans = [Span(trace, 0, len(trace.nodes))]
    groups = [[source] for source in sources]
    found = record_gradient(spans, targets, starts, groups, "gradient", bool(recording_tapes()))
    if unconnected_gradients == "zero":
        return [zeros_like(x) if g is None else g for g, x in zip(found, sources, strict=True)]
    return found
