"""What a `tf.function` prints and tests: it stays compiled, and tells at each call."""

import numpy as np
import pytest

import tapeflow as tf
from tests.engine.counting import compiles


@pytest.fixture
def lines(tmp_path):
    """What was printed so far, and where to print to."""
    path = tmp_path / "out.txt"
    path.touch()

    def read():
        return path.read_text(encoding="utf-8").splitlines()

    read.stream = f"file://{path}"
    return read


def _compiled(function, *args):
    return function.get_concrete_function(*args).graph is not None


def test_prints_before_the_call_returns(lines):
    @tf.function
    def f(x):
        tf.print("x", x, [x, {"a": x + 1}], output_stream=lines.stream)
        tf.print("no value", output_stream=lines.stream)
        return x * 2

    x = tf.constant([1, 2])
    f(x)
    assert lines() == ["x [1 2] [[1 2], {'a': [2 3]}]", "no value"]
    f(x)
    with compiles() as compiled:
        f(x)
    assert len(lines()) == 6
    assert not compiled
    assert _compiled(f, x)


def test_only_the_branch_that_is_taken_prints(lines):
    @tf.function
    def inner(x):
        if x > 0:
            tf.print("positive", x, output_stream=lines.stream)
        else:
            tf.print("negative", output_stream=lines.stream)
        return x

    @tf.function
    def outer(x):
        tf.print("before", output_stream=lines.stream)
        return inner(inner(x) - 2)

    outer(tf.constant(1))
    assert lines() == ["before", "positive 1", "negative"]
    assert _compiled(outer, tf.constant(1))


def test_prints_once_where_a_gradient_is_taken(lines):
    @tf.function
    def f(x):
        y = x * x
        tf.print(y, output_stream=lines.stream)
        return tf.sin(y)

    x = tf.Variable(2.0)
    with tf.GradientTape() as outer:
        with tf.GradientTape() as tape:
            y = f(x)
        slope = tape.gradient(y, x)
    curvature = outer.gradient(slope, x)
    np.testing.assert_allclose(slope, 4 * np.cos(4), rtol=1e-5)
    np.testing.assert_allclose(curvature, 2 * np.cos(4) - 16 * np.sin(4), rtol=1e-5)
    assert lines() == ["4"]


def test_a_loop_that_prints_runs_as_python(lines):
    @tf.function
    def f(n):
        for i in tf.range(n):
            tf.print(i, output_stream=lines.stream)
        return n

    f(tf.constant(3))
    assert lines() == ["0", "1", "2"]
    assert not _compiled(f, tf.constant(3))


@pytest.mark.parametrize(
    ("test", "good", "bad"),
    [
        (lambda x: tf.debugging.assert_positive(x), 1.0, -1.0),
        (lambda x: tf.debugging.assert_equal(x, 1.0, message="why"), 1.0, 2.0),
        (lambda x: tf.debugging.assert_near(x, 1.0), 1.0 + 1e-7, 1.1),
        (lambda x: tf.debugging.Assert(x > 0, ["x is", x]), 1.0, -1.0),
        (lambda x: tf.debugging.check_numerics(x, "x"), 1.0, np.nan),
    ],
)
def test_a_condition_says_the_same_as_outside(test, good, bad):
    function = tf.function(test, autograph=False)
    good, bad = tf.constant(good), tf.constant(bad)
    function(good)
    with pytest.raises(tf.errors.InvalidArgumentError) as inside:
        function(bad)
    with pytest.raises(tf.errors.InvalidArgumentError) as outside:
        test(bad)
    assert str(inside.value).replace("tf.Tensor(False, ", "") == str(outside.value).replace(
        "tf.Tensor(False, ", ""
    )
    assert function.experimental_get_tracing_count() == 1
    assert _compiled(function, good)


def test_nothing_is_assigned_after_a_condition_that_fails():
    before, after = tf.Variable(0.0), tf.Variable(0.0)

    @tf.function
    def step(x):
        before.assign_add(1.0)
        tf.debugging.assert_positive(x)
        before.assign_add(10.0)
        after.assign(tf.math.log(x))

    with pytest.raises(tf.errors.InvalidArgumentError, match="x > 0"):
        step(tf.constant(-1.0))
    assert (before.numpy(), after.numpy()) == (1.0, 0.0)
    step(tf.constant(1.0))
    assert before.numpy() == 12.0


def test_a_variable_is_tested_and_printed_as_it_is_at_each_call(lines):
    v = tf.Variable(1.0)

    @tf.function
    def body():
        tf.print(v, v.value(), output_stream=lines.stream)
        tf.debugging.assert_positive(v)
        return tf.cond(tf.cast(v, tf.bool), lambda: 1, lambda: 0)

    assert body() == 1
    v.assign(0.0)
    with pytest.raises(tf.errors.InvalidArgumentError, match="x > 0"):
        body()
    assert lines() == ["1 1", "0 0"]


def test_nothing_is_assigned_after_a_function_that_fails_inside():
    total = tf.Variable(0.0)

    @tf.function
    def inner(x):
        total.assign_add(1.0)
        tf.debugging.assert_positive(x)
        total.assign_add(10.0)

    @tf.function
    def outer(x):
        total.assign_add(100.0)
        inner(x)
        total.assign_add(1000.0)

    with pytest.raises(tf.errors.InvalidArgumentError):
        outer(tf.constant(-1.0))
    assert total.numpy() == 101.0


def test_a_condition_in_a_loop_stops_it():
    turns = tf.Variable(0)

    @tf.function
    def count(limit):
        i = tf.constant(0)
        while i >= 0:  # for ever, but for the condition
            turns.assign_add(1)
            assert i < limit, "too many"
            turns.assign_add(100)
            i += 1
        return i

    assert _compiled(count, tf.constant(3))
    with pytest.raises(tf.errors.InvalidArgumentError, match="too many"):
        count(tf.constant(3))
    assert turns.numpy() == 3 * 101 + 1


def test_a_condition_in_a_scan_says_what_failed_first():
    @tf.function
    def f(rows):
        return tf.map_fn(lambda row: tf.debugging.check_numerics(tf.sqrt(row), "root"), rows)

    np.testing.assert_array_equal(f(tf.constant([4.0, 9.0])), [2.0, 3.0])
    with pytest.raises(tf.errors.InvalidArgumentError, match="root : Tensor had NaN"):
        f(tf.constant([4.0, -1.0]))
    assert _compiled(f, tf.constant([4.0, 9.0]))
