"""`tf.test.TestCase`: `unittest.TestCase` with comparisons of tensors."""

from __future__ import annotations

import unittest
from typing import Any

import numpy as np

from tapeflow.engine import Tensor, Variable, as_dtype
from tapeflow.engine.nest import map_structure
from tapeflow.ops.random import set_seed


class TestCase(unittest.TestCase):
    """A test case whose comparisons take tensors, arrays, lists, and structures of them.

    >>> import tapeflow as tf
    >>> case = tf.test.TestCase()
    >>> case.assertAllClose(tf.constant([1.0, 2.0]), [1.0, 2.0000001])
    """

    __test__ = False

    def setUp(self) -> None:
        """Seeds the random functions, so that every test starts alike."""
        np.random.seed(87654321)
        set_seed(87654321)

    def evaluate(self, tensors: Any) -> Any:
        """The values of tensors, in whatever structure they are, as NumPy arrays."""
        return map_structure(_value, tensors)

    def assertAllClose(self, a: Any, b: Any, rtol=1e-6, atol=1e-6, msg=None) -> None:
        """Tests that values differ by at most `atol + rtol * |b|`, and shapes not at all."""
        if isinstance(a, dict):
            self._require(set(a) == set(b), msg, f"keys {set(a)} and {set(b)}")
            for key in a:
                self.assertAllClose(a[key], b[key], rtol, atol, msg)
            return
        if isinstance(a, (list, tuple)) and any(hasattr(item, "shape") for item in a):
            self._require(len(a) == len(b), msg, f"lengths {len(a)} and {len(b)}")
            for left, right in zip(a, b, strict=True):
                self.assertAllClose(left, right, rtol, atol, msg)
            return
        left, right = self._same_shape(a, b, msg)
        np.testing.assert_allclose(left, right, rtol, atol, err_msg=msg or "")

    def assertAllEqual(self, a: Any, b: Any, msg=None) -> None:
        """Tests that values and shapes are equal."""
        left, right = self._same_shape(a, b, msg)
        np.testing.assert_array_equal(left, right, err_msg=msg or "")

    def assertNotAllClose(self, a: Any, b: Any, rtol=1e-6, atol=1e-6, msg=None) -> None:
        """Tests that `assertAllClose` fails."""
        try:
            self.assertAllClose(a, b, rtol, atol)
        except AssertionError:
            return
        self.fail(msg or "the values are close")

    def assertNotAllEqual(self, a: Any, b: Any, msg=None) -> None:
        """Tests that `assertAllEqual` fails."""
        try:
            self.assertAllEqual(a, b)
        except AssertionError:
            return
        self.fail(msg or "the values are equal")

    def assertShapeEqual(self, first: Any, second: Any, msg=None) -> None:
        """Tests that two values have one shape."""
        self._same_shape(first, second, msg)

    def assertDTypeEqual(self, target: Any, expected_dtype: Any) -> None:
        """Tests a value's dtype."""
        found, wanted = _value(target).dtype, as_dtype(expected_dtype).np
        self._require(found == wanted, None, f"dtypes {found} and {wanted}")

    def assertNear(self, f1: Any, f2: Any, err: float, msg=None) -> None:
        """Tests that two numbers differ by at most `err`."""
        self._require(abs(float(f1) - float(f2)) <= err, msg, f"{f1} and {f2}")

    def assertAllInRange(self, target: Any, lower: float, upper: float) -> None:
        """Tests that every value is in `[lower, upper]`."""
        values = _value(target)
        inside = bool(np.all((values >= lower) & (values <= upper)))
        self._require(inside, None, f"values from {values.min()} to {values.max()}")

    def _same_shape(self, a: Any, b: Any, msg: Any) -> tuple[np.ndarray, np.ndarray]:
        left, right = _value(a), _value(b)
        self._require(left.shape == right.shape, msg, f"shapes {left.shape} and {right.shape}")
        return left, right

    def _require(self, condition: bool, msg: str | None, found: str) -> None:
        if not condition:
            self.fail(msg or found)


def _value(value: Any) -> np.ndarray:
    return np.asarray(value.numpy() if isinstance(value, (Tensor, Variable)) else value)
