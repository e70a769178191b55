"""Layers on KerasTensors: the shapes and dtypes told are those that a call gives."""

import numpy as np
import pytest

import tapeflow as tf

layers = tf.keras.layers
SEQUENCE, IMAGE, VOLUME, ROW = (5, 4), (8, 8, 4), (6, 6, 6, 2), (6,)
# A layer, and the shape of its input without the batch.
LAYERS = [
    (lambda: layers.Dense(3), ROW),
    (lambda: layers.Dense(3, dtype="mixed_float16"), SEQUENCE),
    (lambda: layers.EinsumDense("abc,cd->abd", (None, 3), bias_axes="d"), SEQUENCE),
    (lambda: layers.Activation("relu"), ROW),
    (lambda: layers.LeakyReLU(), ROW),
    (lambda: layers.PReLU(), SEQUENCE),
    (lambda: layers.Softmax(), ROW),
    (lambda: layers.Dropout(0.5), ROW),
    (lambda: layers.SpatialDropout1D(0.5), SEQUENCE),
    (lambda: layers.GaussianNoise(0.1), ROW),
    (lambda: layers.Flatten(), IMAGE),
    (lambda: layers.Reshape((2, -1)), SEQUENCE),
    (lambda: layers.Permute((2, 1)), SEQUENCE),
    (lambda: layers.RepeatVector(3), ROW),
    (lambda: layers.Cropping2D(1), IMAGE),
    (lambda: layers.ZeroPadding2D(1), IMAGE),
    (lambda: layers.UpSampling2D(2), IMAGE),
    (lambda: layers.Masking(), SEQUENCE),
    (lambda: layers.Lambda(lambda x: x[:, 0] * 2), SEQUENCE),
    (lambda: layers.Rescaling(0.5), IMAGE),
    (lambda: layers.Conv1D(3, 2, padding="causal"), SEQUENCE),
    (lambda: layers.Conv2D(3, 3, strides=2, padding="same"), IMAGE),
    (lambda: layers.Conv2D(4, 3, groups=2, dilation_rate=2), IMAGE),
    (lambda: layers.Conv3D(3, 2), VOLUME),
    (lambda: layers.Conv2DTranspose(3, 3, strides=2), IMAGE),
    (lambda: layers.SeparableConv2D(3, 3), IMAGE),
    (lambda: layers.DepthwiseConv2D(3), IMAGE),
    (lambda: layers.MaxPooling2D(), IMAGE),
    (lambda: layers.AveragePooling1D(2), SEQUENCE),
    (lambda: layers.GlobalMaxPooling2D(keepdims=True), IMAGE),
    (lambda: layers.GlobalAveragePooling1D(), SEQUENCE),
    (lambda: layers.BatchNormalization(), IMAGE),
    (lambda: layers.LayerNormalization(), SEQUENCE),
    (lambda: layers.GroupNormalization(2), IMAGE),
    (lambda: layers.UnitNormalization(), ROW),
    (lambda: layers.SpectralNormalization(layers.Dense(3)), ROW),
    (lambda: layers.SimpleRNN(3, return_sequences=True), SEQUENCE),
    (lambda: layers.GRU(3, return_state=True), SEQUENCE),
    (lambda: layers.LSTM(3, return_sequences=True, return_state=True), SEQUENCE),
    (lambda: layers.RNN([layers.LSTMCell(3), layers.GRUCell(2)]), SEQUENCE),
    (lambda: layers.Bidirectional(layers.LSTM(3)), SEQUENCE),
    (lambda: layers.Bidirectional(layers.GRU(3, return_sequences=True), "sum"), SEQUENCE),
    (lambda: layers.TimeDistributed(layers.Dense(3)), SEQUENCE),
    (lambda: layers.ActivityRegularization(0.1), ROW),
    (lambda: tf.keras.Sequential([layers.Dense(3), layers.ReLU()]), ROW),
]


@pytest.mark.parametrize("number", range(len(LAYERS)))
def test_shapes_and_dtypes_are_those_of_a_call(number):
    make, shape = LAYERS[number]
    layer = make()
    free = tf.keras.Input(shape)
    told = tf.nest.flatten(layer(free))
    assert layer.built
    given = np.random.default_rng(0).normal(size=(2, *shape)).astype("float32")
    got = tf.nest.flatten(layer(given))
    assert [t.dtype for t in told] == [t.dtype for t in got]
    assert [tuple(t.shape)[1:] for t in told] == [tuple(t.shape)[1:] for t in got]
    assert all(t.shape[0] is None for t in told)


def test_lookups_and_merges():
    words = tf.keras.Input((3,), dtype="int32")
    embedded = layers.Embedding(7, 4, mask_zero=True)(words)
    assert embedded.shape == (None, 3, 4)
    assert embedded._keras_mask.shape == (None, 3)
    x, y = tf.keras.Input((3, 4)), tf.keras.Input((None, 4))
    assert layers.Concatenate(axis=1)([x, x]).shape == (None, 6, 4)
    assert layers.Concatenate(axis=1)([x, y]).shape == (None, None, 4)
    assert layers.Dot(axes=2)([x, y]).shape == (None, 3, None)
    assert layers.MultiHeadAttention(2, 3)(x, y).shape == (None, 3, 4)
    assert layers.Attention()([x, y]).shape == (None, 3, 4)


class Residual(layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.dense = layers.Dense(units)

    def call(self, inputs, training=False):
        self.add_loss(tf.reduce_mean(inputs))
        return {"sum": inputs + self.dense(inputs), "flag": tf.shape(inputs)[0] > 1}


def test_a_layer_without_shapes_of_its_own_is_recorded():
    layer = Residual(4)
    x = tf.keras.Input((None, 4))
    outputs = layer(x)
    assert outputs["sum"].shape == (None, None, 4)
    assert outputs["flag"].dtype is tf.bool
    assert layer.dense.kernel.shape == (4, 4)
    assert layer.dense.get_build_config() == {"input_shape": (None, None, 4)}
    assert layer.losses == []
    model = tf.keras.Model(x, outputs)
    model(tf.ones([2, 3, 4]))
    assert len(model.losses) == 1


def test_a_weight_of_an_unknown_size_is_refused():
    class Positions(layers.Layer):
        def call(self, inputs):
            if not hasattr(self, "table"):
                self.table = self.add_weight(shape=(inputs.shape[1], 4), name="table")
            return inputs + self.table

    with pytest.raises(ValueError, match="table"):
        Positions()(tf.keras.Input((None, 4)))
    assert Positions()(tf.keras.Input((3, 4))).shape == (None, 3, 4)


def test_a_subclassed_model_is_a_step():
    class Twice(tf.keras.Model):
        def __init__(self):
            super().__init__()
            self.first, self.second = layers.Dense(4), layers.Dense(2)

        def call(self, inputs):
            return self.second(self.first(inputs))

    x = tf.keras.Input((3,))
    model = tf.keras.Model(x, Twice()(x))
    assert model.output_shape == (None, 2)
    assert len(model.trainable_weights) == 4
    assert model(np.ones((2, 3))).shape == (2, 2)


def test_a_clone_keeps_sparse_inputs():  # Keras makes them dense
    model = tf.keras.Sequential([tf.keras.Input((3,), sparse=True), tf.keras.layers.Dense(2)])
    assert tf.keras.models.clone_model(model).inputs[0].sparse
