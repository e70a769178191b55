"""Evenly spaced numbers."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tapeflow.engine import Tensor, as_dtype, convert_to_tensor, invalid, op
from tapeflow.engine.dtypes import bfloat16, float16, float32, float64, int32, int64
from tapeflow.engine.spec import spec

_ORDER = [int32, int64, float16, bfloat16, float32, float64]


def range(
    start: Any, limit: Any = None, delta: Any = 1, dtype: Any = None, name: str | None = "range"
) -> Tensor:
    """`start`, `start + delta`, ... up to but without `limit`.

    The numbers decide the size, so tensors among them are computed and read at once.

    Args:
      start: the first; with one argument the limit, and 0 is the first.
      limit: the end.
      delta: the step, not 0.
      dtype: of the result; by default int32 for integers, float32 for floats.
      name: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: the step is 0, or leads away from the limit.

    >>> import tapeflow as tf
    >>> tf.range(3, 9, 2).numpy()
    array([3, 5, 7], dtype=int32)
    """
    if limit is None:
        start, limit = 0, start
    dtype = _common(start, limit, delta) if dtype is None else as_dtype(dtype)
    first, last, step = (_number(value) for value in (start, limit, delta))
    if step == 0:
        raise invalid("tf.range: Requires delta != 0", given=delta)
    if (step > 0 and first > last) or (step < 0 and first < last):
        raise invalid(
            f"tf.range: Requires start {'<=' if step > 0 else '>='} limit when delta "
            f"{'>' if step > 0 else '<'} 0",
            given=f"{first}, {last}, {step}",
        )
    if dtype.is_integer:
        values = np.arange(int(first), int(last), int(step)).astype(dtype.np)
    else:
        # The size as TensorFlow counts it, in the dtype itself.
        wide = np.float64 if dtype is float64 else np.float32
        count = int(np.ceil(np.abs((wide(last) - wide(first)) / wide(step))))
        values = (wide(first) + np.arange(count, dtype=wide) * wide(step)).astype(dtype.np)
    return Tensor(values, spec(values.shape, dtype))


def _common(*values: Any) -> Any:
    found = {convert_to_tensor(value).dtype for value in values}
    known = [dtype for dtype in _ORDER if dtype in found]
    return known[-1] if known else found.pop()


def _number(value: Any) -> Any:
    if isinstance(value, (int, float)):
        return value
    tensor = convert_to_tensor(value)
    if tensor.ndim:
        raise invalid(
            "tf.range: start, limit and delta must be scalars", given=f"shape {tensor.shape}"
        )
    return tensor.numpy().item()


def linspace(start: Any, stop: Any, num: Any, name: str | None = None, axis: int = 0) -> Tensor:
    """`num` numbers from `start` to `stop`, both included.

    Args:
      start: a float tensor.
      stop: a tensor of the same shape and dtype.
      num: how many.
      name: accepted for compatibility, not used.
      axis: where the new axis is in the result.

    Raises:
      InvalidArgumentError: `num` is negative.

    >>> import tapeflow as tf
    >>> tf.linspace(0.0, 1.0, 5).numpy()
    array([0.  , 0.25, 0.5 , 0.75, 1.  ], dtype=float32)
    """
    num = int(num)
    if num < 0:
        raise invalid("tf.linspace: Requires num >= 0", given=num)
    if (
        isinstance(start, (int, float))
        and isinstance(stop, (int, float))
        and num <= 4096
        and axis in (0, -1)
    ):
        if isinstance(start, float) or isinstance(stop, float):
            wide, dtype = np.float32, float32
        else:
            wide, dtype = np.float64, float64
        return Tensor(_spaced(np, wide(start), wide(stop), num), spec((num,), dtype))
    return _linspace(start, stop, num, axis)


def _spaced(xp: Any, start: Any, stop: Any, num: int) -> Any:
    if num < 2:
        return xp.reshape(start, (1, *start.shape))[:num]
    steps = xp.arange(num - 1, dtype=start.dtype).reshape(-1, *(1,) * start.ndim)
    delta = (stop - start) / xp.asarray(num - 1, dtype=start.dtype)
    inner = start + delta * steps
    return xp.concatenate([inner, xp.reshape(stop, (1, *start.shape))]).astype(start.dtype)


@op("linspace")
def _linspace(start: jax.Array, stop: jax.Array, num=1, axis=0) -> jax.Array:
    if jnp.issubdtype(start.dtype, jnp.integer):
        start, stop = start.astype(jnp.float64), stop.astype(jnp.float64)
    start, stop = jnp.broadcast_arrays(start, stop)
    return jnp.moveaxis(_spaced(jnp, start, stop, num), 0, axis)
