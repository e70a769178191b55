"""Laws of the engine, on programs of random ops: how a program is run never changes its results.

A program is a list of instructions `(op, a, b, c)`. The numbers choose the op, its operands among
the values made so far, and its axis or the like; operands are brought into a shape that fits. So
any list is a valid program, and the same list means the same computation in every mode.
"""

from __future__ import annotations

from contextlib import contextmanager

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tapeflow as tf
from tapeflow.engine.settings import settings as engine_settings


def _axis(x, c):
    return c % len(x.shape) if len(x.shape) else None


def _matrix(x):
    return tf.reshape(x, [-1, x.shape[-1]]) if len(x.shape) else tf.reshape(x, [1, 1])


def _pair(x, y):
    """Two operands that broadcast: as they are, or the second one's mean."""
    try:
        np.broadcast_shapes(tuple(x.shape), tuple(y.shape))
    except ValueError:
        return x, tf.reduce_mean(y)
    return x, y


def _matmul(x, y, c):
    x, y = _matrix(x), _matrix(y)
    if x.shape[-1] != y.shape[-1]:
        y = x
    return tf.matmul(x, y, transpose_b=True) / float(x.shape[-1])


def _slice(x, y, c):
    if not len(x.shape):
        return x[tf.newaxis]
    return [x[0], x[::-1], x[..., ::2], x[-1:], x[..., tf.newaxis], x[:, ...]][c % 6]


def _binary(function):
    return lambda x, y, c: function(*_pair(x, y))


def _unary(function):
    return lambda x, y, c: function(x)


def _reduction(function):
    return lambda x, y, c: function(x, axis=_axis(x, c), keepdims=bool(c % 2))


SMOOTH = {
    "tanh": _unary(tf.tanh),
    "sigmoid": _unary(tf.sigmoid),
    "sin": _unary(tf.sin),
    "exp": _unary(lambda x: tf.exp(-tf.square(x))),
    "log": _unary(lambda x: tf.math.log(1.5 + tf.cos(x))),
    "sqrt": _unary(lambda x: tf.sqrt(tf.square(x) + 0.5)),
    "negative": _unary(lambda x: -x),
    "scale": lambda x, y, c: x * (0.25 + c / 16),
    "power": _unary(lambda x: tf.tanh(x) ** 2),
    "add": _binary(lambda x, y: x + y),
    "subtract": _binary(lambda x, y: x - y),
    "multiply": _binary(lambda x, y: tf.tanh(x) * y),
    "divide": _binary(lambda x, y: x / (1.0 + tf.square(y))),
    "sum": _reduction(lambda x, **options: tf.reduce_sum(tf.tanh(x), **options)),
    "mean": _reduction(tf.reduce_mean),
    "matmul": _matmul,
    "slice": _slice,
    "flat": _unary(lambda x: tf.reshape(x, [-1])),
    "transpose": _unary(tf.transpose),
    "stack": lambda x, y, c: tf.stack([x, 2.0 * x], axis=c % (len(x.shape) + 1)),
    "concat": lambda x, y, c: tf.concat([x, -x], axis=_axis(x, c)) if len(x.shape) else x,
    "expand": lambda x, y, c: tf.expand_dims(x, -1),
    "softmax": _unary(lambda x: tf.nn.softmax(x) if len(x.shape) else x),
}
KINKED = {
    "relu": _unary(tf.nn.relu),
    "abs": _unary(tf.abs),
    "maximum": _binary(tf.maximum),
    "where": _binary(lambda x, y: tf.where(x > y, x, y)),
    "max": _reduction(tf.reduce_max),
    "stop": _unary(tf.stop_gradient),
    "gather": lambda x, y, c: tf.gather(x, [0, -1 % x.shape[0], 0]) if len(x.shape) else x,
}
# What has effects: on a variable, on when programs run, on which values are still wanted.
EFFECTS = ("assign", "assign_add", "observe", "forget")
SHAPES = ((), (3,), (2, 3), (1,), (2, 1, 3))

instructions = st.tuples(
    st.sampled_from([*SMOOTH, *KINKED, *EFFECTS]),
    st.integers(0, 30), st.integers(0, 30), st.integers(0, 11),
)  # fmt: skip
smooth_instructions = st.tuples(
    st.sampled_from(sorted(SMOOTH)), st.integers(0, 30), st.integers(0, 30), st.integers(0, 11)
)
programs = st.lists(instructions, min_size=1, max_size=12)
smooth_programs = st.lists(smooth_instructions, min_size=1, max_size=6)


def run(program, inputs, variables=(), watching=False):
    """All values the program made, the inputs first."""
    values = [*inputs, *variables]
    for name, a, b, c in program:
        x, y = values[a % len(values)], values[b % len(values)]
        if name == "assign":
            variable = variables[c % len(variables)]
            variable.assign(tf.zeros_like(variable) + tf.tanh(tf.reduce_mean(x)))
        elif name == "assign_add":
            variables[c % len(variables)].assign_add(variables[c % len(variables)] * 0.5)
        elif name == "observe":
            x.numpy()
        elif name == "forget":
            values = [
                *values[: len(inputs) + len(variables)],
                *values[len(inputs) + len(variables) + 1 :],
            ]
        elif sum(int(np.prod(value.shape)) for value in values) < 2000:
            values.append((SMOOTH | KINKED)[name](x, y, c))
            if watching:
                values[-1].numpy()
    return values


def make_inputs(dtype):
    rng = np.random.default_rng(0)
    inputs = [tf.constant(rng.normal(size=shape), dtype) for shape in SHAPES]
    variables = [tf.Variable(rng.normal(size=shape).astype(dtype)) for shape in SHAPES[:3]]
    return inputs, variables


def results(program, dtype, watching=False):
    inputs, variables = make_inputs(dtype)
    values = run(program, inputs, variables, watching)
    return [value.numpy() for value in values]


def gradients(program, dtype, watching=False):
    """The values and the derivatives of their sum by the inputs and the variables."""
    inputs, variables = make_inputs(dtype)
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        values = run(program, inputs, variables, watching)
        target = tf.add_n([tf.reduce_mean(value) for value in values])
    found = tape.gradient(target, [*inputs, *variables])
    return [v.numpy() for v in values], [None if g is None else g.numpy() for g in found]


@contextmanager
def op_by_op():
    engine_settings.op_by_op = True
    try:
        yield
    finally:
        engine_settings.op_by_op = False


@contextmanager
def interpreted():
    engine_settings.interprets = True
    try:
        yield
    finally:
        engine_settings.interprets = False


def assert_same(left, right, dtype):
    assert len(left) == len(right)
    tolerance = 1e-9 if dtype == "float64" else 2e-4  # a dozen ops, each of a few roundings
    for one, other in zip(left, right, strict=True):
        assert (one is None) == (other is None)
        if one is not None:
            assert one.dtype == other.dtype
            np.testing.assert_allclose(one, other, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@given(program=programs)
@settings(max_examples=40, deadline=None, derandomize=True)
def test_lazily_is_op_by_op_is_inside_a_tape(dtype, program):
    lazily = results(program, dtype)
    assert_same(lazily, results(program, dtype, watching=True), dtype)
    with op_by_op():
        assert_same(lazily, results(program, dtype), dtype)
    with interpreted():
        assert_same(lazily, results(program, dtype), dtype)
    assert_same(lazily, gradients(program, dtype)[0], dtype)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@given(program=programs)
@settings(max_examples=40, deadline=None, derandomize=True)
def test_gradients_do_not_depend_on_when_programs_run(dtype, program):
    lazily = gradients(program, dtype)[1]
    assert_same(lazily, gradients(program, dtype)[1], dtype)  # again: compiled as a whole by now
    assert_same(lazily, gradients(program, dtype, watching=True)[1], dtype)
    with op_by_op():
        assert_same(lazily, gradients(program, dtype)[1], dtype)
    with interpreted():
        assert_same(lazily, gradients(program, dtype)[1], dtype)
        assert_same(lazily, gradients(program, dtype, watching=True)[1], dtype)


def inside_a_function(program, dtype):
    """As `gradients`, with the program inside a `tf.function`."""
    inputs, variables = make_inputs(dtype)

    @tf.function
    def values_of(*inputs):
        return [tf.identity(value) for value in run(program, inputs, variables)]

    with tf.GradientTape() as tape:
        tape.watch(inputs)
        values = values_of(*inputs)
        target = tf.add_n([tf.reduce_mean(value) for value in values])
    slopes = tape.gradient(target, [*inputs, *variables])
    return [v.numpy() for v in values], [None if g is None else g.numpy() for g in slopes]


@given(program=st.lists(smooth_instructions, min_size=1, max_size=8))
@settings(max_examples=4, deadline=None, derandomize=True)
def test_inside_a_function_everything_is_the_same(program):
    values, slopes = inside_a_function(program, "float64")
    eager_values, eager_slopes = gradients(program, "float64")
    assert_same(values, eager_values, "float64")
    assert_same(slopes, eager_slopes, "float64")


def scalar_function(program, inputs):
    """A smooth function of the inputs; they are scaled, so that none is without influence."""
    values = run(program, inputs)
    weights = np.random.default_rng(1).normal(size=len(values))
    return tf.add_n([w * tf.reduce_mean(tf.sin(v)) for v, w in zip(values, weights, strict=True)])


def first_derivative(program, arrays):
    inputs = [tf.constant(array) for array in arrays]
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        target = scalar_function(program, inputs)
    return [g.numpy() for g in tape.gradient(target, inputs)]


def finite_difference(function, arrays, directions, step=1e-5):
    """The central difference of `function` along a direction."""
    ahead = function([a + step * d for a, d in zip(arrays, directions, strict=True)])
    behind = function([a - step * d for a, d in zip(arrays, directions, strict=True)])
    return (np.asarray(ahead) - np.asarray(behind)) / (2 * step)


def random_arrays(seed):
    rng = np.random.default_rng(seed)
    return [rng.normal(size=shape) for shape in SHAPES]


@given(program=smooth_programs)
@settings(max_examples=30, deadline=None, derandomize=True)
def test_gradients_are_those_of_finite_differences(program):
    arrays, directions = random_arrays(0), random_arrays(1)
    expected = finite_difference(
        lambda moved: scalar_function(program, [tf.constant(a) for a in moved]).numpy(),
        arrays,
        directions,
    )
    found = sum(
        (g * d).sum() for g, d in zip(first_derivative(program, arrays), directions, strict=True)
    )
    # Central differences in float64: the error is about step**2 and 1e-16 / step.
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-8)


@given(program=smooth_programs)
@settings(max_examples=20, deadline=None, derandomize=True)
def test_second_derivatives_of_nested_tapes_are_those_of_finite_differences(program):
    arrays, directions, weights = random_arrays(0), random_arrays(1), random_arrays(2)
    inputs = [tf.constant(array) for array in arrays]
    with tf.GradientTape() as outer:
        outer.watch(inputs)
        with tf.GradientTape() as inner:
            inner.watch(inputs)
            target = scalar_function(program, inputs)
        slopes = inner.gradient(target, inputs)
        slope = tf.add_n([tf.reduce_sum(g * w) for g, w in zip(slopes, weights, strict=True)])
    second = outer.gradient(slope, inputs)

    def weighted_slope(moved):
        slopes = first_derivative(program, moved)
        return sum((g * w).sum() for g, w in zip(slopes, weights, strict=True))

    expected = finite_difference(weighted_slope, arrays, directions)
    found = sum((g.numpy() * d).sum() for g, d in zip(second, directions, strict=True))
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-7)
