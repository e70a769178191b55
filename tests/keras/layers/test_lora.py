"""LoRA: files hold the sum."""

import numpy as np

import tapeflow as tf


def test_a_model_with_low_rank_weights_goes_through_a_file(tmp_path):
    model = tf.keras.Sequential([tf.keras.Input((4,)), tf.keras.layers.Dense(3)])
    model.layers[0].enable_lora(2)
    model.layers[0].lora_kernel_b.assign(np.ones([2, 3], "float32"))
    x = np.ones([2, 4], "float32")
    model.save(tmp_path / "m.keras")
    loaded = tf.keras.models.load_model(tmp_path / "m.keras")
    np.testing.assert_allclose(loaded(x), model(x), rtol=1e-6)
    assert loaded.layers[0].lora_rank == 2
    plain = tf.keras.Sequential([tf.keras.Input((4,)), tf.keras.layers.Dense(3)])
    model.save_weights(tmp_path / "m.weights.h5")
    plain.load_weights(tmp_path / "m.weights.h5")
    np.testing.assert_allclose(plain(x), model(x), rtol=1e-6)


def test_tied_logits_use_the_sum():
    layer = tf.keras.layers.ReversibleEmbedding(5, 3)
    layer.enable_lora(1)
    layer.lora_embeddings_b.assign(np.ones([1, 3], "float32"))
    table = layer(np.arange(5))
    x = np.ones([1, 3], "float32")
    np.testing.assert_allclose(layer(x, reverse=True), x @ table.numpy().T, rtol=1e-5)
