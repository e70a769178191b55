"""`MelSpectrogram`, `STFTSpectrogram`: what real Keras's golden cases don't show."""

import json

import numpy as np
import pytest

import tapeflow as tf

layers = tf.keras.layers
SOUNDS = np.random.default_rng(0).normal(size=(2, 40, 3)).astype("float32")


@pytest.mark.parametrize("expand_dims", [False, True])
def test_channels_may_come_first(expand_dims):
    options = {"frame_length": 8, "mode": "stft", "padding": "same", "expand_dims": expand_dims}
    last = layers.STFTSpectrogram(**options)(SOUNDS).numpy()
    layer = layers.STFTSpectrogram(data_format="channels_first", **options)
    first = layer(SOUNDS.transpose(0, 2, 1)).numpy()
    assert layer.compute_output_shape((2, 3, 40)) == first.shape
    order = (0, 2, 3, 1) if expand_dims else (0, 2, 1)
    np.testing.assert_allclose(first.transpose(order), last, atol=1e-6)


def test_angles_turn_with_the_signal():
    layer = layers.STFTSpectrogram("angle", 8, window=None)
    time = np.arange(40, dtype="float32")
    cosine, sine = (
        layer(wave(2 * np.pi * time / 8)[None, :, None])[0, 0, 1] for wave in (np.cos, np.sin)
    )
    np.testing.assert_allclose(cosine - sine, np.pi / 2, atol=1e-4)  # sums of 8 in 32 bits


@pytest.mark.parametrize(
    "layer",
    [
        layers.STFTSpectrogram("psd", 8, window="hamming", periodic=True),
        layers.MelSpectrogram(16, 4, 8, num_mel_bins=3, max_freq=4000),
    ],
)
def test_configs_make_equal_layers(layer):
    config = json.loads(json.dumps(layer.get_config()))
    assert type(layer).from_config(config).get_config() == layer.get_config()


def test_kernels_are_trained_and_sounds_may_be_symbolic():
    model = tf.keras.Sequential(
        [layers.Input((40, 3)), layers.STFTSpectrogram("log", 8), layers.Dense(1)]
    )
    assert model.output_shape == (None, 9, 1)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(model(SOUNDS) ** 2)
    assert all(np.abs(g).max() > 0 for g in tape.gradient(loss, model.trainable_variables))
    mel = layers.MelSpectrogram(16, 4, num_mel_bins=3)(tf.keras.Input((40,)))
    assert mel.shape == (None, 3, 11)


def test_windows_that_make_no_picture_are_refused():
    with pytest.raises(ValueError, match="make no such pictures"):
        tf.keras.ops.fold(tf.ones([1, 4, 5]), 3, 2)
