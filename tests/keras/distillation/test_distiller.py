"""`Distiller`: what golden cases can't tell."""

import numpy as np

import tapeflow as tf


def test_config_round_trip_and_file(tmp_path):
    def model():
        return tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(3, name="out")])

    D = tf.keras.distillation
    distiller = D.Distiller(model(), model(), [D.LogitsDistillation(2.0, "mse")], [0.5])
    again = D.Distiller.from_config(distiller.get_config())
    assert again.get_config() == distiller.get_config()
    x = np.ones([1, 2], "float32")
    distiller(x)
    distiller.save(tmp_path / "d.keras")
    loaded = tf.keras.models.load_model(tmp_path / "d.keras", compile=False)
    np.testing.assert_allclose(loaded(x), distiller(x))
