"""Masks that travel with tensors."""

import pytest

import tapeflow as tf


def test_a_mask_is_read_and_deleted_under_keras_name():
    embedded = tf.keras.layers.Embedding(5, 2, mask_zero=True)(tf.constant([[1, 0, 3]]))
    assert embedded._keras_mask.numpy().tolist() == [[True, False, True]]
    assert tf.keras.layers.Dense(3)(embedded)._keras_mask is not None
    del embedded._keras_mask
    with pytest.raises(AttributeError):
        del embedded._keras_mask
    assert not hasattr(tf.keras.layers.Dense(3)(embedded), "_keras_mask")


def test_a_metric_of_its_own_reduction_goes_with_a_model_that_drops_its_mask():
    class Model(tf.keras.Model):
        def __init__(self):
            super().__init__()
            self.embedding = tf.keras.layers.Embedding(5, 4, mask_zero=True)

        def call(self, inputs):
            embedded = self.embedding(inputs)
            del embedded._keras_mask
            return embedded

    def mean(y_true, y_pred):
        return tf.reduce_mean(y_pred)

    model = Model()
    model.compile("sgd", tf.keras.losses.SparseCategoricalCrossentropy(), metrics=[mean])
    words = tf.constant([[1, 2, 0], [3, 0, 0]])
    assert "mean" in model.fit(words, words, verbose=0).history
