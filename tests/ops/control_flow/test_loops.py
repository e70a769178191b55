"""Loops whose number of turns is not known: what TensorFlow's answers do not show."""

import numpy as np
import pytest

import tapeflow as tf
from tapeflow.ops.control_flow import loops


def _power(turns, x, limit=None):
    return tf.while_loop(
        lambda i, y: i < turns,
        lambda i, y: (i + 1, y * (1.0 + x)),
        (0, tf.ones_like(x)),
        maximum_iterations=limit,
    )[1]


@pytest.mark.parametrize("turns", [0, 1, 4, 5, 8, 9, 33])
def test_the_gradient_does_not_depend_on_how_many_states_are_kept(monkeypatch, turns):
    monkeypatch.setattr(loops, "_KEPT", 4)
    x = tf.constant([0.01, -0.02])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.function(_power)(tf.constant(turns), x)
    expected = turns * (1.0 + x.numpy().astype("float64")) ** (turns - 1)
    np.testing.assert_allclose(tape.gradient(y, x), expected, rtol=1e-5)  # 33 products


def test_every_turn_draws_other_numbers_and_so_does_every_call():
    @tf.function
    def draws():
        array = tf.TensorArray(tf.float32, 4)
        return tf.while_loop(
            lambda i, array: i < 4,
            lambda i, array: (i + 1, array.write(i, tf.random.uniform([]))),
            (0, array),
        )[1].stack()

    tf.random.set_seed(1)
    first, second = draws().numpy(), draws().numpy()
    assert len({*first, *second}) == 8
    tf.random.set_seed(1)
    np.testing.assert_array_equal(draws(), first)


def test_nested_loops_draw_other_numbers_in_every_turn():
    @tf.function
    def draws():
        return tf.map_fn(
            lambda _: tf.map_fn(lambda _: tf.random.uniform([]), tf.range(3), tf.float32),
            tf.range(3),
            tf.float32,
        )

    assert len(set(draws().numpy().ravel().tolist())) == 9


def test_rows_of_a_vectorized_map_draw_other_numbers_from_one_program():
    def draw(_):
        return tf.random.uniform([])

    values = [tf.vectorized_map(draw, tf.range(5)).numpy() for _ in range(2)]
    assert len(set(np.ravel(values).tolist())) == 10


def test_a_growing_loop_runs_as_python():
    calls = []

    @tf.function
    def grow(x):
        calls.append(1)
        return tf.while_loop(
            lambda x: tf.size(x) < 5,
            lambda x: [tf.concat([x, x], 0)],
            [x],
            shape_invariants=[tf.TensorShape([None])],
        )[0]

    assert [grow(tf.ones([1])).shape[0] for _ in range(2)] == [8, 8]
    assert len(calls) == 3  # one to find out, two to run


def test_branches_of_other_structures_are_refused():
    with pytest.raises(TypeError, match="same structure"):
        tf.function(lambda p: tf.cond(p, lambda: (1, 2), lambda: 3))(tf.constant(True))
