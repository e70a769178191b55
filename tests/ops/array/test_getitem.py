"""Indices and starts are data: moving along a tensor compiles one program."""

import numpy as np
import pytest

import tapeflow as tf
from tapeflow.errors import InvalidArgumentError
from tests.engine.counting import compiles

ROWS = np.arange(600, dtype="float32").reshape(100, 6)


@pytest.mark.parametrize(
    "read",
    [
        lambda x, i: x[i],
        lambda x, i: x[-1 - i],
        lambda x, i: x[i * 10 : (i + 1) * 10],
        lambda x, i: x[:, i % 6],
        lambda x, i: x[i, i % 6],
        lambda x, i: x[i * 10 : (i + 1) * 10, 1:3],
        lambda x, i: x[i : i + 20 : 2],
        lambda x, i: x[tf.constant(i)],
        lambda x, i: tf.slice(x, [i, 1], [5, 2]),
        lambda x, i: tf.gather(x, i),
        lambda x, i: tf.roll(x, i, 0),
    ],
)
def test_a_loop_along_a_tensor_compiles_once(read):
    x = tf.constant(ROWS)
    read(x, 1).numpy()
    read(x, 2).numpy()
    results = []
    with compiles() as programs:
        for i in range(10):
            results.append(read(x, i).numpy())
    assert not programs
    assert len({result.tobytes() for result in results}) >= 6


def test_a_loop_with_gradients_compiles_once():
    x = tf.Variable(ROWS)

    def step(i):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(x[i * 10 : (i + 1) * 10] ** 2)
        gradient = tape.gradient(loss, x).numpy()
        expected = np.zeros_like(ROWS)
        expected[i * 10 : (i + 1) * 10] = 2 * ROWS[i * 10 : (i + 1) * 10]
        np.testing.assert_allclose(gradient, expected, rtol=1e-6)

    step(3)
    step(4)
    with compiles() as programs:
        for i in range(10):
            step(i)
    assert not programs


@pytest.mark.parametrize(
    "keys",
    [
        [np.s_[2:5], np.s_[97:100], np.s_[98:101], np.s_[99:102], np.s_[100:103], np.s_[0:3]],
        [np.s_[98:101], np.s_[2:5]],
        [np.s_[0:100], np.s_[1:101], np.s_[0:99], np.s_[1:100]],
        [np.s_[:, 1], np.s_[:, -1], np.s_[:, -6], np.s_[:, 5]],
        [np.s_[3, 1:4], np.s_[-3, 2:5], np.s_[4, 4:7], np.s_[-100, 0:3]],
        [np.s_[..., 2], np.s_[..., -2], np.s_[..., None, 2], np.s_[None, 4, ...]],
        [np.s_[1:7:2], np.s_[2:8:2], np.s_[7:1:-2], np.s_[8:2:-2], np.s_[96:102:2]],
        [np.s_[:3], np.s_[:-3], np.s_[-3:], np.s_[3:], np.s_[::-1], np.s_[:]],
    ],
)
def test_keys_of_one_pattern_are_told_apart(keys):
    x = tf.constant(ROWS)
    for key in [*keys, *keys]:
        np.testing.assert_array_equal(x[key], ROWS[key])


def test_an_index_like_others_is_still_refused_out_of_bounds():
    x = tf.constant(ROWS)
    x[:, 1].numpy()
    for wrong in (6, -7):
        with pytest.raises(InvalidArgumentError, match=f"slice index {wrong} of dimension 1"):
            x[:, wrong]


def test_an_index_that_a_device_computed_may_be_negative():
    x = tf.constant(ROWS)
    index = tf.reduce_sum(tf.constant([-1, -1]))
    np.testing.assert_array_equal(x[index], ROWS[-2])


def test_an_index_out_of_bounds_says_what_is_allowed():
    with pytest.raises(InvalidArgumentError, match=r"slice index 5 of dimension 0 out of bounds"):
        tf.constant([1, 2])[5]


def test_a_list_of_rows_points_to_gather():
    with pytest.raises(TypeError, match=r"tf\.gather"):
        tf.constant([1, 2, 3])[np.array([0, 2])]


def test_sizes_stay_known_without_running_anything():
    x = tf.constant(ROWS) + 1
    height, width = tf.shape(x)[0], tf.shape(x)[1]
    with compiles() as programs:
        size = height * width // 2 + 1 - 1
        assert int(size) == 300
        assert [int(i) for i in tf.range(3)] == [0, 1, 2]
    assert not programs
    assert x._trace is not None
    assert tf.reshape(x, [size, -1]).shape == (300, 2)
