"""Crossentropies."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tapeflow as tf

losses = tf.keras.losses


@pytest.mark.parametrize("shape", [(4,), (2, 3)])
@pytest.mark.parametrize("from_logits", [False, True])
def test_sparse_matches_the_definition(shape, from_logits):
    rng = np.random.default_rng(0)
    logits, labels = rng.normal(size=(*shape, 5)), rng.integers(0, 5, size=shape)
    probs = np.exp(logits) / np.exp(logits).sum(-1, keepdims=True)
    expected = -np.log(np.take_along_axis(probs, labels[..., None], -1)[..., 0])
    given = (logits if from_logits else probs).astype("float32")
    got = losses.sparse_categorical_crossentropy(labels, given, from_logits)
    np.testing.assert_allclose(got, expected, rtol=2e-6)  # probabilities rounded to float32


@settings(max_examples=20, deadline=None)
@given(st.floats(-50, 50, width=32))
def test_adding_a_number_to_all_logits_changes_nothing(shift):
    logits = np.array([[1.0, 2.0, -1.0]], "float32")
    plain = losses.sparse_categorical_crossentropy([1], logits, from_logits=True)
    moved = losses.sparse_categorical_crossentropy([1], logits + shift, from_logits=True)
    np.testing.assert_allclose(moved, plain, rtol=1e-4)  # 50 + logits keeps 18 bits of them


@pytest.mark.parametrize("size", [30.0, 200.0, 5000.0])
def test_a_saturated_softmax_gives_the_true_loss_and_gradient(size):
    """Probabilities alone end at 16.1 nats and give no gradient: the logits are still known."""
    logits = tf.Variable([[size, 0.0, -size], [0.0, size, 0.0]])
    with tf.GradientTape() as tape:
        probabilities = tf.nn.softmax(logits)
        loss = losses.sparse_categorical_crossentropy(y_true=[2, 1], y_pred=probabilities)
        total = tf.reduce_sum(loss)
    np.testing.assert_allclose(loss, [2 * size, 0.0], rtol=1e-6, atol=1e-6)
    gradient = tape.gradient(total, logits).numpy()
    np.testing.assert_allclose(gradient, [[1.0, 0.0, -1.0], [0.0, 0.0, 0.0]], atol=1e-6)


@pytest.mark.parametrize("size", [30.0, 200.0])
def test_a_saturated_sigmoid_gives_the_true_loss(size):
    logits = tf.constant([[size], [-size]])
    loss = losses.binary_crossentropy([[0.0], [1.0]], tf.sigmoid(logits))
    np.testing.assert_allclose(loss, [size, size], rtol=1e-6)
    of_classes = losses.categorical_crossentropy([[0.0, 1.0]], tf.nn.softmax([[size, -size]]))
    np.testing.assert_allclose(of_classes, [2 * size], rtol=1e-6)


@pytest.mark.parametrize("label", [3, -1, 10])
def test_a_class_out_of_range_is_refused(label):
    with pytest.raises(tf.errors.InvalidArgumentError, match=rf"label value of {label}.*\[0, 3\)"):
        losses.sparse_categorical_crossentropy([0, label], tf.ones([2, 3]) / 3)


def test_one_hot_labels_are_refused_where_class_numbers_are_due():
    with pytest.raises(ValueError, match="categorical_crossentropy"):
        losses.sparse_categorical_crossentropy(np.eye(3)[[0, 1]], tf.ones([2, 3]) / 3)


def test_class_numbers_are_refused_where_one_hot_labels_are_due():
    with pytest.raises(ValueError, match="sparse_categorical_crossentropy"):
        losses.categorical_crossentropy([0, 1], tf.ones([2, 3]) / 3)


def test_an_empty_batch_gives_no_losses():
    got = losses.sparse_categorical_crossentropy(np.zeros(0, "int32"), tf.zeros([0, 3]))
    assert got.shape == (0,)


def test_ignored_examples_do_not_count_in_the_mean():
    loss = losses.SparseCategoricalCrossentropy(ignore_class=-1)
    y_pred = np.array([[0.5, 0.5], [0.25, 0.75], [0.9, 0.1]], "float32")
    alone = losses.SparseCategoricalCrossentropy()([1], y_pred[1:2])
    np.testing.assert_allclose(loss([-1, 1, -1], y_pred), alone, rtol=1e-6)
    assert float(loss([-1, -1, -1], y_pred)) == 0.0


def test_one_class_is_warned_about():
    with pytest.warns(SyntaxWarning, match="binary_crossentropy"):
        losses.categorical_crossentropy([[1.0]], [[1.0]])


def test_smoothed_labels_lie_between_the_classes():
    smooth = losses.categorical_crossentropy([[0.0, 1.0]], [[0.2, 0.8]], label_smoothing=0.5)
    by_hand = -0.25 * np.log(0.2) - 0.75 * np.log(0.8)
    np.testing.assert_allclose(smooth, [by_hand], rtol=1e-6)
