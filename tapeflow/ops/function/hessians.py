"""`tf.hessians`, and whether a function is being recorded."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import Tensor, convert_to_tensor, recording
from tapeflow.engine.nest import flatten
from tapeflow.ops.array import reshape, stack, zeros
from tapeflow.ops.function.gradients import gradients
from tapeflow.ops.math import reduce_sum


def hessians(
    ys: Any,
    xs: Any,
    gate_gradients: bool = False,
    aggregation_method: int | None = None,
    name: str = "hessians",
) -> list:
    """The second derivatives of the sum of `ys` by each of `xs`, inside a `tf.function`.

    Args:
      ys: a tensor or a list of them.
      xs: tensors or variables from which they were computed in this function.
      gate_gradients: accepted for compatibility, not used.
      aggregation_method: accepted for compatibility, not used.
      name: accepted for compatibility, not used.

    Returns:
      For each of `xs` a tensor with its axes twice.

    Raises:
      RuntimeError: outside of a `tf.function`.

    >>> import tapeflow as tf
    >>> f = tf.function(lambda x: tf.hessians(tf.reduce_sum(x**3), x)[0])
    >>> f(tf.constant([1.0, 2.0])).numpy().tolist()
    [[6.0, 0.0], [0.0, 12.0]]
    """
    return [_hessian(ys, x) for x in flatten(xs)]


def _hessian(ys: Any, x: Any) -> Tensor:
    (slope,) = gradients(ys, x)
    shape = convert_to_tensor(x).shape.as_list()
    if slope is None:
        return zeros([*shape, *shape], x.dtype)
    flat = reshape(slope, [-1])
    rows = [gradients(reduce_sum(flat[i]), x)[0] for i in range(flat.shape[0])]
    rows = [zeros(shape, x.dtype) if row is None else row for row in rows]
    return reshape(stack(rows), [*shape, *shape])


def inside_function() -> bool:
    """Whether a `tf.function` (or the like) is being traced.

    >>> import tapeflow as tf
    >>> tf.inside_function()
    False
    """
    return recording()


def is_symbolic_tensor(tensor: Any) -> bool:
    """Whether something is a tensor of a function that is being traced, or was.

    >>> import tapeflow as tf
    >>> tf.is_symbolic_tensor(tf.constant(1))
    False
    """
    if not isinstance(tensor, Tensor):
        return False
    return tensor._trace is not None and tensor._trace.graph is not None
