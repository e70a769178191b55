import numpy as np
import pytest

import tapeflow as tf
from tapeflow.ops.nn import (
    keras_binary_crossentropy,
    keras_categorical_crossentropy,
    keras_sparse_categorical_crossentropy,
    logits_of,
)
from tapeflow.ops.nn.dense import dense
from tapeflow.ops.nn.softmax import softmax


def test_a_sure_and_wrong_network_still_gets_its_gradient():
    logits = tf.constant([[30.0, 0.0, -30.0]])
    with tf.GradientTape() as tape:
        tape.watch(logits)
        loss = keras_sparse_categorical_crossentropy([2], tf.nn.softmax(logits))
    assert loss.numpy() == 60
    np.testing.assert_allclose(tape.gradient(loss, logits), [[1, 0, -1]], atol=1e-6)


def test_probabilities_alone_are_clipped_as_in_keras():
    probabilities = tf.constant([[1.0, 0.0]])
    with tf.GradientTape() as tape:
        tape.watch(probabilities)
        loss = keras_sparse_categorical_crossentropy([1], probabilities)
    assert loss.numpy() == pytest.approx(-np.log(1e-7), rel=1e-6)
    assert tape.gradient(loss, probabilities).numpy().tolist() == [[0, 0]]


@pytest.mark.parametrize("scale", [0.1, 1.0, 3.0])
def test_logits_and_probabilities_give_the_same_loss(scale):
    logits = np.random.default_rng(0).normal(size=(20, 5)).astype("float32") * scale
    labels = np.arange(20) % 5
    one_hot = np.eye(5, dtype="float32")[labels]
    values = tf.constant(tf.nn.softmax(logits).numpy())
    for loss, target in (
        (keras_sparse_categorical_crossentropy, labels),
        (keras_categorical_crossentropy, one_hot),
    ):
        # float32 probabilities near 1 are rounded to 6e-8, and so are their logarithms.
        np.testing.assert_allclose(
            loss(target, tf.nn.softmax(logits)), loss(target, values), atol=1e-5, rtol=1e-5
        )
    chances = tf.constant(tf.nn.sigmoid(logits).numpy())
    np.testing.assert_allclose(
        keras_binary_crossentropy(one_hot, tf.nn.sigmoid(logits)),
        keras_binary_crossentropy(one_hot, chances),
        atol=1e-5,
        rtol=1e-4,
    )


def test_logits_are_found_while_they_are_pending():
    logits = tf.constant([[1.0, 2.0]]) + 0.0
    probabilities = tf.nn.softmax(logits)
    assert logits_of(probabilities) is logits
    assert logits_of(logits) is None
    probabilities.numpy()
    assert logits_of(probabilities) is None
    assert logits_of(tf.nn.softmax(logits, axis=0)) is None


def test_a_dense_layer_with_softmax_keeps_its_logits():
    outputs = dense([[1.0, 2.0]], [[1.0, 0.0], [0.0, 1.0]], None, softmax.op.function)
    np.testing.assert_allclose(logits_of(outputs), [[1, 2]])


@pytest.mark.parametrize("label", [3, -1])
def test_labels_out_of_range_are_refused(label):
    with pytest.raises(tf.errors.InvalidArgumentError, match=f"label value of {label}"):
        keras_sparse_categorical_crossentropy([0, label], np.ones((2, 3), "float32"))


def test_a_label_that_only_the_device_knows_gives_nan():
    labels = tf.constant([0, 2]) + 1
    losses = keras_sparse_categorical_crossentropy(labels, np.ones((2, 3), "float32"), True)
    assert np.isnan(losses.numpy()).tolist() == [False, True]


def test_one_hot_targets_are_refused_with_a_hint():
    with pytest.raises(ValueError, match="use categorical_crossentropy"):
        keras_sparse_categorical_crossentropy(np.eye(3, dtype="int32"), np.eye(3, dtype="float32"))
