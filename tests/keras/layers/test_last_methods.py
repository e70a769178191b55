"""Methods of Keras's layers and metrics that few programs call."""

import numpy as np
import pytest

import tapeflow as tf


def test_quantization_says_what_else_there_is():
    layer = tf.keras.layers.Dense(2, name="small")
    for call in (layer.quantize, lambda mode: layer.quantized_build((None, 2), mode)):
        with pytest.raises(NotImplementedError, match=r"(?s)Dense 'small'.*int8.*bfloat16"):
            call("int8")
    with pytest.raises(NotImplementedError, match="Sequential"):
        tf.keras.Sequential([layer]).quantize("int8")


def test_normalized_weights_are_what_training_assigns():
    layer = tf.keras.layers.SpectralNormalization(tf.keras.layers.Dense(3))
    layer.build((None, 4))
    before = layer.kernel.numpy()
    vector, kernel = layer.normalized_weights()
    np.testing.assert_array_equal(layer.kernel, before)
    layer(tf.ones([2, 4]), training=True)
    np.testing.assert_array_equal(layer.kernel, kernel)
    np.testing.assert_array_equal(layer.vector_u, vector)


def test_the_interpolated_area_is_that_of_the_precision_recall_curve():
    labels, scores = [0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]
    of_roc, of_pr = tf.keras.metrics.AUC(), tf.keras.metrics.AUC(curve="PR")
    for metric in (of_roc, of_pr):
        metric.update_state(labels, scores)
    assert of_roc.interpolate_pr_auc().numpy() == of_pr.result().numpy() != of_roc.result().numpy()


def test_finalizing_a_normalization_changes_nothing():
    layer = tf.keras.layers.Normalization()
    layer.adapt(np.array([[1.0], [3.0]]))
    layer.finalize_state()
    np.testing.assert_array_equal(layer([[5.0]]), [[3.0]])


def test_a_summary_does_not_count_the_states_of_seeds(capsys):
    model = tf.keras.Sequential([tf.keras.Input((3,)), tf.keras.layers.Dropout(0.5, seed=1)])
    model.summary()
    assert "Total params: 0" in capsys.readouterr().out
