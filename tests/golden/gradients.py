"""`with_gradients`: what a case returns to compare a function's gradients as well as its result."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def with_gradients(tf: Any, np: Any, function: Callable, *inputs: Any) -> tuple:
    """The result of `function(*inputs)` and its gradients with respect to the inputs.

    The cotangents are different everywhere, so that a gradient in the wrong place shows.

    Args:
      tf: TensorFlow or TapeFlow.
      np: NumPy.
      function: gives a tensor, or several.
      *inputs: arrays.
    """
    tensors = [tf.constant(array) for array in inputs]
    with tf.GradientTape() as tape:
        for tensor in tensors:
            tape.watch(tensor)
        results = function(*tensors)
    several = isinstance(results, (list, tuple))
    listed = list(results) if several else [results]
    cotangents = [_cotangent(np, result) for result in listed]
    gradients = tape.gradient(
        listed, tensors, output_gradients=[tf.constant(c) for c in cotangents]
    )
    return results, gradients


def _cotangent(np: Any, result: Any) -> Any:
    shape = tuple(int(n) for n in result.shape)
    values = np.cos(np.arange(int(np.prod(shape)))) + 0.5
    return values.reshape(shape).astype(result.dtype.as_numpy_dtype)
