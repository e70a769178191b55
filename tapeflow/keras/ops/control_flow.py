"""Branches and loops of `tf.keras.ops`, over those of tf."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from tapeflow.engine import Tensor, check_callable, convert_to_tensor, nest
from tapeflow.keras import tree
from tapeflow.ops.control_flow import cond as cond_of
from tapeflow.ops.control_flow import map_fn, switch_case
from tapeflow.ops.control_flow import scan as scan_of
from tapeflow.ops.control_flow import vectorized_map as vectorized_map_of
from tapeflow.ops.control_flow import while_loop as while_loop_of
from tapeflow.ops.numpy.binary import clip
from tapeflow.ops.numpy.indexing import take
from tapeflow.ops.numpy.shapes import concatenate, flip


def cond(pred: Any, true_fn: Callable, false_fn: Callable) -> Any:
    """What one of two functions without arguments gives.

    >>> import tapeflow as tf
    >>> print(tf.keras.ops.cond(tf.constant(True), lambda: tf.constant(1), lambda: tf.constant(2)))
    tf.Tensor(1, shape=(), dtype=int32)
    """
    return cond_of(pred, true_fn, false_fn)


def switch(index: Any, branches: Sequence[Callable], *operands: Any) -> Any:
    """What one of several functions gives for operands; an index out of range is the nearest in it.

    Args:
      index: which function, a whole number.
      branches: functions of the operands.
      *operands: tensors, or structures of them.
    """
    for branch in branches:
        check_callable(branch, "keras.ops.switch", "branches")
    index = clip(index, 0, len(branches) - 1)
    return switch_case(index, [partial(branch, *operands) for branch in branches])


def while_loop(
    cond: Callable, body: Callable, loop_vars: Any, maximum_iterations: int | None = None
) -> Any:
    """Calls `body` as long as `cond` is true.

    Args:
      cond: takes the variables, and gives a boolean.
      body: takes them, and gives their next values.
      loop_vars: a tuple or list of them, or a single one.
      maximum_iterations: at most so many turns are made.

    Returns:
      The last values, in the structure of `loop_vars`.

    >>> import tapeflow as tf
    >>> tf.keras.ops.while_loop(lambda i: i < 10, lambda i: i + 3, tf.constant(0)).numpy()
    12
    """
    single = not isinstance(loop_vars, (tuple, list))
    state = [loop_vars] if single else list(loop_vars)

    def step(*values: Any) -> list:
        following = body(*values)
        return list(following) if isinstance(following, (tuple, list)) else [following]

    found = while_loop_of(cond, step, state, maximum_iterations=maximum_iterations)
    return found[0] if single else type(loop_vars)(found)


def fori_loop(lower: Any, upper: Any, body_fun: Callable, init_val: Any) -> Any:
    """`value = body_fun(i, value)` for i from `lower` before `upper`: the last value."""
    check_callable(body_fun, "keras.ops.fori_loop", "body_fun")
    _, value = while_loop(
        lambda i, value: i < upper,
        lambda i, value: (i + 1, body_fun(i, value)),
        (convert_to_tensor(lower), init_val),
    )
    return value


def map(f: Callable, xs: Any) -> Any:
    """`f` of each slice of the first axis, stacked.

    Args:
      f: takes a slice, or slices in the structure of `xs`. It is called once more, to see its
        results' dtypes.
      xs: a tensor, or a structure of them.
    """
    check_callable(f, "keras.ops.map", "f")
    xs = nest.map_structure(convert_to_tensor, xs)
    first = f(nest.map_structure(lambda x: x[0], xs))
    return map_fn(f, xs, fn_output_signature=nest.map_structure(lambda x: x.dtype, first))


def vectorized_map(function: Callable, elements: Any) -> Any:
    """`function` of all slices of the first axis at once, stacked; see `tf.vectorized_map`."""
    return vectorized_map_of(function, elements)


def scan(
    f: Callable,
    init: Any,
    xs: Any = None,
    length: int | None = None,
    reverse: bool = False,
    unroll: Any = 1,
) -> tuple:
    """`carry, y = f(carry, x)` for slice after slice of the first axis.

    Args:
      f: takes the carry and a slice of `xs` (None without them), and gives the next carry and y.
      init: the first carry, a tensor or a structure of them.
      xs: a tensor, or a structure of them.
      length: how many slices; needed without `xs`.
      reverse: whether it begins with the last slice; results stand at their slices.
      unroll: accepted for compatibility; XLA decides.

    Returns:
      The last carry, and all y, stacked.

    Raises:
      TypeError: `f` is no function.
      ValueError: neither `xs` nor `length`, or `unroll` below 1.

    >>> import tapeflow as tf
    >>> last, sums = tf.keras.ops.scan(lambda c, x: (c + x, c + x), 0, tf.constant([1, 2, 3]))
    >>> sums.numpy()
    array([1, 3, 6], dtype=int32)
    """
    if not callable(f):
        raise TypeError(f"`f` should be a callable. Received: f={f}")
    if not isinstance(unroll, (bool, int)) or (unroll < 1 and unroll is not False):
        raise ValueError(
            f"`unroll` must be an positive integer or boolean. Received: unroll={unroll}"
        )
    if xs is None and length is None:
        raise ValueError("Got no `xs` to scan over and `length` not provided.")
    init = nest.map_structure(convert_to_tensor, init)
    if xs is None:
        rows: Any = convert_to_tensor(np.arange(length, dtype=np.int32))
        function = lambda carry, _: f(carry, None)  # noqa: E731 - a name for either form
    else:
        rows, function = nest.map_structure(convert_to_tensor, xs), f
    place = -1 if reverse else 0
    first = function(init, nest.map_structure(lambda x: x[place], rows))
    count = nest.flatten(rows)[0]._spec.shape[0]
    if count == 1:
        return first[0], _mapped(lambda y: y[None], first[1])
    rest = nest.map_structure(lambda x: x[:-1] if reverse else x[1:], rows)
    carries, ys = scan_of(
        lambda state, row: tuple(function(state[0], row)), rest, tuple(first), reverse=reverse
    )
    last = nest.map_structure(lambda carry: carry[0 if reverse else -1], carries)
    if first[1] is None:
        return last, None
    pair = (lambda y, more: (more, y[None])) if reverse else (lambda y, more: (y[None], more))
    joined = nest.map_structure(lambda y, more: concatenate(list(pair(y, more))), first[1], ys)
    return last, joined


def _mapped(function: Callable, structure: Any) -> Any:
    return None if structure is None else nest.map_structure(function, structure)


def associative_scan(f: Callable, elems: Any, reverse: bool = False, axis: int = 0) -> Any:
    """All prefixes of an associative operation, in logarithmically many steps.

    Args:
      f: takes two (structures of) tensors, and joins them slice by slice of the axis.
      elems: a tensor, or a structure of them.
      reverse: whether suffixes are taken.
      axis: which axis.

    Raises:
      TypeError: `f` is no function.
      ValueError: the axis has different sizes.

    >>> import tapeflow as tf
    >>> tf.keras.ops.associative_scan(lambda a, b: a + b, tf.constant([1, 2, 3])).numpy()
    array([1, 3, 6], dtype=int32)
    """
    if not callable(f):
        raise TypeError(f"`f` should be a callable. Received: f={f}")
    parts = [convert_to_tensor(leaf) for leaf in tree.flatten(elems)]
    sizes = {part._spec.shape[axis] for part in parts}
    if len(sizes) != 1:
        raise ValueError(
            "Array inputs to associative_scan must have the same first dimension. "
            f"(saw: {[tuple(part.shape) for part in parts]})"
        )

    def joined(first: list, second: list) -> list:
        return nest.flatten(f(nest.pack_like(elems, first), nest.pack_like(elems, second)))

    if reverse:
        parts = [flip(part, axis) for part in parts]
    found = _prefixes(joined, parts, axis)
    if reverse:
        found = [flip(part, axis) for part in found]
    return nest.pack_like(elems, found)


def _prefixes(joined: Callable, parts: list[Tensor], axis: int) -> list[Tensor]:
    """Blelloch's scan: neighbors are joined, their prefixes found, and the rest filled in."""
    count = parts[0]._spec.shape[axis]
    if count < 2:
        return parts
    pick = partial(_picked, axis=axis)
    pairs = joined(pick(parts, 0, count - 1, 2), pick(parts, 1, count, 2))
    odd = _prefixes(joined, pairs, axis)
    before = odd if count % 2 else pick(odd, 0, len(range(1, count, 2)) - 1, 1)
    even = pick(parts, 0, 1, 1)
    if count > 2:
        filled = joined(before, pick(parts, 2, count, 2))
        even = [concatenate([a, b], axis=axis) for a, b in zip(even, filled, strict=True)]
    half = (count + 1) // 2
    order = [i // 2 + (half if i % 2 else 0) for i in range(count)]
    both = [concatenate([a, b], axis=axis) for a, b in zip(even, odd, strict=True)]
    return [take(part, order, axis) for part in both]


def _picked(parts: list[Tensor], start: int, stop: int, step: int, axis: int) -> list[Tensor]:
    return [take(part, list(range(start, stop, step)), axis) for part in parts]
