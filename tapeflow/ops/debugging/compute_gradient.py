"""`tf.test.compute_gradient`, and decorators for tests."""

from __future__ import annotations

import functools
import unittest
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tapeflow.engine import GradientTape, check_callable, convert_to_tensor


def compute_gradient(f: Callable, x: Sequence, delta: float | None = None) -> tuple[tuple, tuple]:
    """The derivative of a function, and what differences say of it.

    Args:
      f: takes as many tensors as `x` has, and gives one.
      x: values at which it is taken.
      delta: half the distance of the two values whose difference is taken; 1 / 1024 by default.

    Returns:
      Two tuples of matrices, one for each argument: `[size of f, size of the argument]`.

    Raises:
      ValueError: `x` is no list.

    >>> import tapeflow as tf
    >>> exact, differences = tf.test.compute_gradient(tf.square, [tf.constant([3.0])])
    >>> exact[0].tolist(), differences[0].tolist()
    ([[6.0]], [[6.0]])
    """
    check_callable(f, "tf.test.compute_gradient", "f")
    if not isinstance(x, (list, tuple)):
        raise ValueError(f"`x` must be a list or tuple of Tensors, got {x!r}")
    tensors = [convert_to_tensor(each) for each in x]
    delta = 1.0 / 1024 if delta is None else delta
    with GradientTape(persistent=True) as tape:
        for tensor in tensors:
            tape.watch(tensor)
        result = f(*tensors)
    exact, differences = [], []
    for place, tensor in enumerate(tensors):
        size, count = tensor._spec.size, result._spec.size
        found = tape.jacobian(result, tensor)
        if found is None:
            exact.append(np.zeros((count, size), tensor.dtype.np))
        else:
            exact.append(np.asarray(found.numpy()).reshape(count, size))
        differences.append(_differences(f, tensors, place, delta, count))
    return tuple(exact), tuple(differences)


def _differences(f: Callable, tensors: list, place: int, delta: float, count: int) -> np.ndarray:
    values = np.asarray(tensors[place].numpy())
    columns = []
    for i in range(values.size):
        ends = []
        for step in (delta, -delta):
            moved = values.copy()
            moved.reshape(-1)[i] += step
            given = [*tensors[:place], convert_to_tensor(moved), *tensors[place + 1 :]]
            ends.append(np.asarray(f(*given).numpy()).ravel())
        columns.append((ends[0] - ends[1]) / (2 * delta))
    return np.stack(columns, 1) if columns else np.zeros((count, 0), values.dtype)


def disable_with_predicate(pred: Callable[[], bool], skip_message: str) -> Callable:
    """A decorator of tests that are skipped if `pred()` is true."""

    def decorate(test: Callable) -> Callable:
        @functools.wraps(test)
        def tested(self: unittest.TestCase, *args: Any, **kwargs: Any) -> Any:
            if pred():
                self.skipTest(skip_message)
            return test(self, *args, **kwargs)

        return tested

    return decorate


def is_cpu_target_available(target: str) -> bool:
    """Whether programs can be compiled for a kind of processor: "x86_64" or "aarch64".

    >>> import tapeflow as tf
    >>> tf.test.is_cpu_target_available("z80")
    False
    """
    return target in ("x86_64", "aarch64")


def with_eager_op_as_function(cls: Any = None, only_as_function: bool = False) -> Any:
    """A decorator that leaves a test class as it is."""
    return (lambda cls: cls) if cls is None else cls
