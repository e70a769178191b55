"""`jvp`: a function's derivative in one direction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tapeflow.engine import convert_to_tensor
from tapeflow.engine.nest import flatten, pack_like
from tapeflow.ops.autodiff.forward import ForwardAccumulator


def jvp(fun: Callable, primals: Any, tangents: Any, has_aux: bool = False) -> tuple:
    """`fun(*primals)`, and its Jacobian times `tangents`.

    Args:
      fun: of as many arguments as there are primals.
      primals: a tuple or list of arguments.
      tangents: of the same structure and shapes.
      has_aux: whether `fun` gives a pair whose second part is handed on as it is.

    Returns:
      What `fun` gives and the product of its structure; then, if `has_aux`, the second part.

    >>> import tapeflow as tf
    >>> value, product = tf.keras.ops.jvp(tf.sin, (0.1,), (0.2,))
    >>> product.numpy().round(4)
    np.float32(0.199)
    """
    given = pack_like(list(primals), [convert_to_tensor(x) for x in flatten(list(primals))])
    with ForwardAccumulator(given, list(tangents)) as accumulator:
        outputs = fun(*given)
    outputs, *rest = outputs if has_aux else (outputs,)
    products = [accumulator.jvp(x, unconnected_gradients="zero") for x in flatten(outputs)]
    return (outputs, pack_like(outputs, products), *rest)
