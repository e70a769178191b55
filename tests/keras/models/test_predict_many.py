"""`predict` of many samples: many batches by one program."""

import numpy as np

import tapeflow as tf
from tapeflow.keras.models import predict_many


def test_many_batches_at_once_give_what_single_ones_do(monkeypatch):
    monkeypatch.setattr(predict_many, "_SAMPLES", 16)
    monkeypatch.setattr(predict_many, "_PROGRAMS", 2)
    a, b = tf.keras.Input((3,)), tf.keras.Input((2,))
    first = tf.keras.layers.Dense(2)(tf.keras.layers.Concatenate()([a, b]))
    model = tf.keras.Model([a, b], [first, tf.keras.layers.Dense(1)(a)])
    rng = np.random.default_rng(0)
    x = [rng.normal(size=(45, 3)), rng.normal(size=(45, 2))]
    seen = []
    tell = tf.keras.callbacks.LambdaCallback(
        on_predict_batch_end=lambda batch, logs: seen.append(batch)
    )
    single = model.predict(x, batch_size=4, verbose=0, callbacks=[tell])
    assert seen == list(range(12))
    many = model.predict(x, batch_size=4, verbose=0)
    assert model._cache["predict_map"][1].steps == 4
    for one, other in zip(single, many, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-6, atol=1e-6)
    model.set_weights([2 * weight for weight in model.get_weights()])
    for one, other in zip(many, model.predict(x, batch_size=4, verbose=0), strict=True):
        np.testing.assert_allclose(2 * one, other, rtol=1e-6, atol=1e-6)


def test_what_is_no_function_of_single_samples_is_computed_batch_by_batch(monkeypatch):
    monkeypatch.setattr(predict_many, "_SAMPLES", 8)
    monkeypatch.setattr(predict_many, "_PROGRAMS", 1)

    class Mean(tf.keras.Model):
        def call(self, inputs):
            return inputs - tf.reduce_mean(inputs, axis=0)

    x = np.arange(16, dtype="float32")[:, None]
    expected = (x.reshape(4, 4) - x.reshape(4, 4).mean(1, keepdims=True)).reshape(16, 1)
    np.testing.assert_allclose(Mean().predict(x, batch_size=4, verbose=0), expected)
