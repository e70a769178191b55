"""Eager loops: one program where the functions can be recorded, Python where they can't."""

import pytest

import tapeflow as tf
from tests.engine.counting import compiles


def _sum_of_turns(x, rate):
    _, total = tf.while_loop(lambda i, y: i < 50, lambda i, y: (i + 1, y + rate * x), (0, x))
    return total


@pytest.mark.parametrize(
    "loop",
    [
        _sum_of_turns,
        lambda x, rate: tf.map_fn(lambda row: tf.sin(row) * rate * x, tf.ones([8])),
        lambda x, rate: tf.scan(lambda a, row: a * rate + row * x, tf.ones([8])),
        lambda x, rate: tf.map_fn(
            lambda row: tf.cond(row > x * 2, lambda: row, lambda: row * rate), tf.ones([8])
        ),
    ],
)
def test_a_loop_compiles_once_and_numbers_may_change(loop):
    x = tf.Variable(1.0)

    def step(rate):
        with tf.GradientTape() as tape:
            y = tf.reduce_sum(loop(x, rate))
        return y.numpy(), tape.gradient(y, x).numpy()

    step(0.5), step(0.6)
    with compiles() as compiled:
        first, second = step(0.5), step(0.75)
    assert not compiled
    assert first != second


@pytest.mark.parametrize("rows", [2, 8])
def test_what_is_done_in_python_is_done_for_each_row(rows):
    seen = []
    tf.map_fn(lambda row: seen.append(row) or row, tf.range(rows))
    assert [int(row) for row in seen] == list(range(rows))


def test_random_numbers_are_those_of_turns_in_python():
    tf.random.set_seed(1)
    alone = [tf.random.uniform([]).numpy() for _ in range(6)]
    tf.random.set_seed(1)
    drawn = tf.map_fn(lambda row: tf.random.uniform([]), tf.zeros([6]))
    assert drawn.numpy().tolist() == alone


def test_a_loop_that_reads_values_is_run_as_python():
    _, y = tf.while_loop(
        lambda i, y: i < 6, lambda i, y: (i + 1, y + int(y.numpy())), (0, tf.constant(1))
    )
    assert y.numpy() == 64


def test_a_failing_condition_in_a_compiled_loop_is_raised():
    with pytest.raises(tf.errors.InvalidArgumentError, match="x < y did not hold"):
        tf.map_fn(lambda row: tf.debugging.assert_less(row, 10) or row, tf.range(20))
