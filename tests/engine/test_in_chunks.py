"""A large batch's way through layers, in parts."""

import numpy as np
import pytest

import tapeflow as tf
from tapeflow.engine import in_chunks


@pytest.fixture
def made(monkeypatch):
    """The number of nodes that stood for several; 4 KB are large, 2 KB a part."""
    monkeypatch.setattr(in_chunks, "KEPT_BLOCK_BYTES", 4096)
    monkeypatch.setattr(in_chunks, "_PART_BYTES", 2048)
    found = []
    as_one = in_chunks._as_one
    monkeypatch.setattr(in_chunks, "_as_one", lambda *a: found.append(len(a[0])) or as_one(*a))
    return found


def _features(x, kernel, bias):
    x = tf.nn.max_pool2d(tf.nn.relu(tf.nn.conv2d(x, kernel, 1, "SAME")), 2, 2, "VALID")
    return x + bias


@pytest.mark.parametrize("batch", [64, 61])
def test_parts_give_what_the_whole_gives(made, batch):
    rng = np.random.default_rng(0)
    x, k = rng.normal(size=(batch, 6, 6, 2)), rng.normal(size=(3, 3, 2, 3))
    x, k = tf.constant(x, tf.float32), tf.constant(k, tf.float32)
    expected = np.concatenate([_features(x[i : i + 3], k, 1.0) for i in range(0, batch, 3)])
    assert not made
    for _ in range(2):  # op by op, and as one program
        np.testing.assert_allclose(_features(x, k, 1.0), expected, atol=1e-5)
    assert made
    assert set(made) == {3}


def test_what_is_held_is_computed(made):
    x = tf.ones([64, 6, 6, 2])
    for _ in range(2):
        hidden = tf.nn.relu(tf.nn.conv2d(x, tf.ones([1, 1, 2, 3]), 1, "SAME"))
        pooled = tf.nn.max_pool2d(hidden, 2, 2, "VALID")
        assert float(pooled[0, 0, 0, 0]) == 2.0
        assert hidden.numpy().shape == (64, 6, 6, 3)
    assert 3 not in made


def test_gradients_are_of_the_whole(made):
    x = tf.Variable(tf.ones([64, 6, 6, 2]))
    with tf.GradientTape() as tape:
        y = tf.reduce_sum(_features(x, tf.ones([1, 1, 2, 3]), 0.0))
    assert float(tf.reduce_sum(tape.gradient(y, x))) == 64 * 9 * 3 * 2
    assert not made
