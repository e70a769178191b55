"""`tf.test.TestCase`: `unittest.TestCase` with comparisons of tensors."""

from __future__ import annotations

import shutil
import tempfile
from typing import Any

import numpy as np

from tapeflow.engine import Tensor, Variable, as_dtype
from tapeflow.engine.nest import map_structure
from tapeflow.ops.debugging.session_case import SessionCase
from tapeflow.ops.random import set_seed


class TestCase(SessionCase):
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

    def assertAllGreater(self, a: Any, comparison_target: Any) -> None:
        """Tests that every value is greater than the target."""
        self._all(_value(a) > comparison_target, a, f"> {comparison_target}")

    def assertAllGreaterEqual(self, a: Any, comparison_target: Any) -> None:
        """Tests that every value is at least the target."""
        self._all(_value(a) >= comparison_target, a, f">= {comparison_target}")

    def assertAllLess(self, a: Any, comparison_target: Any) -> None:
        """Tests that every value is less than the target."""
        self._all(_value(a) < comparison_target, a, f"< {comparison_target}")

    def assertAllLessEqual(self, a: Any, comparison_target: Any) -> None:
        """Tests that every value is at most the target."""
        self._all(_value(a) <= comparison_target, a, f"<= {comparison_target}")

    def assertAllInSet(self, target: Any, expected_set: Any) -> None:
        """Tests that every value is one of a set."""
        self._all(np.isin(_value(target), list(expected_set)), target, f"in {expected_set}")

    def assertArrayNear(self, farray1: Any, farray2: Any, err: float, msg=None) -> None:
        """Tests that two lists of numbers differ by at most `err` each."""
        self._require(len(farray1) == len(farray2), msg, f"lengths {len(farray1)}, {len(farray2)}")
        for first, second in zip(farray1, farray2, strict=True):
            self.assertNear(first, second, err, msg)

    def assertNDArrayNear(self, ndarray1: Any, ndarray2: Any, err: float, msg=None) -> None:
        """Tests that the Euclidean distance of two arrays is less than `err`."""
        distance = float(np.linalg.norm(_value(ndarray1) - _value(ndarray2)))
        self._require(distance < err, msg, f"a distance of {distance}, not below {err}")

    def assertStartsWith(self, actual: str, expected_start: str, msg=None) -> None:
        """Tests how a text begins."""
        self._require(actual.startswith(expected_start), msg, f"{actual!r}: {expected_start!r}")

    def assertItemsEqual(self, expected_seq: Any, actual_seq: Any, msg=None) -> None:
        """Tests that two lists hold the same, in any order."""
        self.assertCountEqual(expected_seq, actual_seq, msg)  # noqa: PT009 - that is its name

    def assertAllCloseAccordingToType(
        self,
        a: Any,
        b: Any,
        rtol=1e-6,
        atol=1e-6,
        float_rtol=1e-6,
        float_atol=1e-6,
        half_rtol=1e-3,
        half_atol=1e-3,
        bfloat16_rtol=1e-2,
        bfloat16_atol=1e-2,
        msg=None,
    ) -> None:
        """`assertAllClose` with wider bounds for narrower dtypes."""
        found = {str(_value(value).dtype) for value in (a, b)}
        for dtype, wider in (
            ("float32", (float_rtol, float_atol)),
            ("float16", (half_rtol, half_atol)),
            ("bfloat16", (bfloat16_rtol, bfloat16_atol)),
        ):
            if dtype in found:
                rtol, atol = max(rtol, wider[0]), max(atol, wider[1])
        self.assertAllClose(a, b, rtol, atol, msg)

    def get_temp_dir(self) -> str:
        """A folder for this test case's files, removed when the test ends."""
        if not hasattr(self, "_folder"):
            self._folder = tempfile.mkdtemp()
            self.addCleanup(self._forget_temp_dir)
        return self._folder

    def _forget_temp_dir(self) -> None:
        shutil.rmtree(self.__dict__.pop("_folder"), ignore_errors=True)

    def _all(self, fits: np.ndarray, values: Any, wanted: str) -> None:
        self._require(bool(np.all(fits)), None, f"not all are {wanted}: {_value(values)}")

    def _same_shape(self, a: Any, b: Any, msg: Any) -> tuple[np.ndarray, np.ndarray]:
        left, right = _value(a), _value(b)
        self._require(left.shape == right.shape, msg, f"shapes {left.shape} and {right.shape}")
        return left, right

    def _require(self, condition: bool, msg: str | None, found: str) -> None:
        if not condition:
            self.fail(msg or found)


def _value(value: Any) -> np.ndarray:
    return np.asarray(value.numpy() if isinstance(value, (Tensor, Variable)) else value)
