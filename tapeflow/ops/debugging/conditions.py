"""`tf.debugging.assert_equal` and its kin: conditions on values.

They are tested at once; inside `tf.function` by the program, and its call raises.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tapeflow.engine import Tensor, Variable, convert_to_tensor, is_known, op
from tapeflow.engine.convert import same_dtype
from tapeflow.engine.errors import InvalidArgumentError
from tapeflow.ops.host.summary import summary
from tapeflow.ops.host.when_known import when_known
from tapeflow.ops.math import cast, logical_not


def assert_equal(x, y, message=None, summarize=None, name=None) -> None:
    """Tests `x == y` for every element.

    Args:
      x: a tensor, of numbers, booleans or strings.
      y: a tensor of the same dtype that broadcasts with `x`.
      message: put before the error's text.
      summarize: how many elements the error shows; 3 by default.
      name: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: an element differs.

    >>> import tapeflow as tf
    >>> tf.debugging.assert_equal([1, 2], [1, 2])
    """
    _compare("assert_equal", "==", x, y, message, summarize)


def assert_none_equal(x, y, summarize=None, message=None, name=None) -> None:
    """Tests `x != y` for every element; the arguments and errors are those of `assert_equal`."""
    _compare("assert_none_equal", "!=", x, y, message, summarize)


def assert_less(x, y, message=None, summarize=None, name=None) -> None:
    """Tests `x < y` for every element; the arguments and errors are those of `assert_equal`."""
    _compare("assert_less", "<", x, y, message, summarize)


def assert_less_equal(x, y, message=None, summarize=None, name=None) -> None:
    """Tests `x <= y` for every element; the arguments and errors are those of `assert_equal`."""
    _compare("assert_less_equal", "<=", x, y, message, summarize)


def assert_greater(x, y, message=None, summarize=None, name=None) -> None:
    """Tests `x > y` for every element; the arguments and errors are those of `assert_equal`."""
    _compare("assert_greater", ">", x, y, message, summarize)


def assert_greater_equal(x, y, message=None, summarize=None, name=None) -> None:
    """Tests `x >= y` for every element; the arguments and errors are those of `assert_equal`."""
    _compare("assert_greater_equal", ">=", x, y, message, summarize)


def assert_near(x, y, rtol=None, atol=None, message=None, summarize=None, name=None) -> None:
    """Tests `|x - y| <= atol + rtol * |y|` for every element.

    Args:
      x: a float or complex tensor.
      y: a tensor of the same dtype that broadcasts with `x`.
      rtol: the relative tolerance; ten times the dtype's epsilon by default.
      atol: the absolute tolerance; the same by default.
      message: put before the error's text.
      summarize: how many elements the error shows; 3 by default.
      name: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: an element is further off.
      ValueError: the dtypes differ.
    """
    first = convert_to_tensor(x)
    dtype = first.dtype
    second = convert_to_tensor(y, dtype)
    # TensorFlow's epsilon of bfloat16, which has 7 bits.
    epsilon = 2.0**-7 if dtype.name == "bfloat16" else float(np.finfo(dtype.np).eps)
    rtol, atol = (10 * epsilon if t is None else float(t) for t in (rtol, atol))

    def check(values: list) -> None:
        first, second = values
        left, right = (np.asarray(t.numpy()) for t in values)
        wide = np.complex128 if dtype.is_complex else np.float64
        distance = np.abs(left.astype(wide) - right.astype(wide))
        if not np.all(distance <= atol + rtol * np.abs(right.astype(wide))):
            _fail(
                message,
                f"x and y not equal to tolerance rtol = {rtol:.9g}, atol = {atol:.9g}",
                *_named("x", first, summarize),
                *_named("y", second, summarize),
            )

    _test(check, [first, second], _fails, "near", rtol, atol)


def assert_positive(x, message=None, summarize=None, name=None) -> None:
    """Tests `x > 0` for every element.

    Args:
      x: a tensor of numbers.
      message: put before the error's text.
      summarize: how many elements the error shows; 3 by default.
      name: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: an element is not.
    """
    _compare_zero(">", x, message, summarize)


def assert_negative(x, message=None, summarize=None, name=None) -> None:
    """Tests `x < 0` for every element; the arguments and errors are those of `assert_positive`."""
    _compare_zero("<", x, message, summarize)


def assert_non_negative(x, message=None, summarize=None, name=None) -> None:
    """Tests `x >= 0` for every element; the arguments and errors are those of `assert_positive`."""
    _compare_zero(">=", x, message, summarize)


def assert_non_positive(x, message=None, summarize=None, name=None) -> None:
    """Tests `x <= 0` for every element; the arguments and errors are those of `assert_positive`."""
    _compare_zero("<=", x, message, summarize)


def Assert(condition, data, summarize=None, name=None) -> None:
    """Tests that a condition is true.

    Args:
      condition: a bool scalar.
      data: tensors and strings that the error shows.
      summarize: how many elements of each; 3 by default.
      name: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: it is false.

    >>> import tapeflow as tf
    >>> tf.debugging.Assert(tf.constant(2) > 1, ["never shown"])
    """

    def check(values: list) -> None:
        holds, *items = values
        if not bool(holds):
            shown = [_plain(item, summarize) for item in items]
            text = "\n".join(shown)
            _fail(None, f"Expected '{holds}' to be true. Summarized data: {text}")

    _test(check, [condition, *data], lambda holds, *_: logical_not(cast(holds, "bool")))


def _test(check: Callable, values: list, fails: Callable, *options: Any) -> None:
    """`check(values)`, at once; or, in a function's program, where `fails(*values)` is true."""
    if all(map(is_known, values)):
        check(values)
    else:
        when_known(check, values, fails(*values, *options), every=False)


@op("debugging.assert", differentiable=False)
def _fails(x: jax.Array, y: jax.Array, sign: str, rtol=0.0, atol=0.0) -> jax.Array:
    if sign == "near":
        wide = jnp.promote_types(x.dtype, jnp.float64)
        x, y = x.astype(wide), y.astype(wide)
        return ~jnp.all(jnp.abs(x - y) <= atol + rtol * jnp.abs(y))
    return ~jnp.all(_SIGNS[sign](x, y))


_SIGNS = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _compare(
    name: str, sign: str, x: Any, y: Any, message: str | None, summarize: int | None
) -> None:
    operands = same_dtype(f"debugging.{name}", (x, y))

    def check(values: list) -> None:
        _compare_arrays(name, sign, *[np.asarray(v.numpy()) for v in values], message, summarize)

    _test(check, list(operands), _fails, sign)


def _compare_arrays(
    name: str,
    sign: str,
    left: np.ndarray,
    right: np.ndarray,
    message: str | None,
    summarize: int | None,
) -> None:
    try:
        passed = np.asarray(_SIGNS[sign](left, right), bool)
    except ValueError as error:
        raise InvalidArgumentError(
            None,
            None,
            f"tf.debugging.{name}: shapes {left.shape} and {right.shape} do not broadcast",
        ) from error
    if passed.all():
        return
    lines = [f"Condition x {sign} y did not hold."]
    count = 3 if summarize is None else summarize
    if sign == "==":
        wide_left, wide_right = np.broadcast_arrays(left, right)
        places = np.argwhere(~passed)[:count]
        at = tuple(places.T)
        lines += [
            f"Indices of first {len(places)} different values:",
            str(places),
            "Corresponding x values:",
            summary(wide_left[at], -1),
            "Corresponding y values:",
            summary(wide_right[at], -1),
        ]
    for label, array in (("x", left), ("y", right)):
        shown = array.reshape(-1)[:count]
        lines += [f"First {len(shown)} elements of {label}:", summary(shown, -1)]
    _fail(message, *lines)


def _compare_zero(sign: str, x: Any, message: str | None, summarize: int | None) -> None:
    tensor = convert_to_tensor(x)

    def check(values: list) -> None:
        if not np.all(_SIGNS[sign](np.asarray(values[0].numpy()), 0)):
            _fail(
                message,
                f"Condition x {sign} 0 did not hold element-wise:",
                *_named("x", values[0], summarize),
            )

    zero = convert_to_tensor(0, tensor.dtype)
    _test(check, [tensor], lambda tensor: _fails(tensor, zero, sign))


def _named(label: str, tensor: Tensor, summarize: int | None) -> list[str]:
    text = summary(np.asarray(tensor.numpy()), 3 if summarize is None else summarize)
    return [f"{label} (shape={tensor.shape} dtype={tensor.dtype.name}) =", text]


def _plain(item: Any, summarize: int | None) -> str:
    if isinstance(item, (Tensor, Variable)):
        return summary(item.numpy(), 3 if summarize is None else summarize)
    return str(item)


def _fail(message: str | None, *lines: str) -> None:
    raise InvalidArgumentError(None, None, "\n".join([message, *lines] if message else lines))
