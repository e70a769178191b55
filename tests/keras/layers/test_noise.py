"""Layers that draw while training: their statistics, their seeds, and that else they do nothing."""

import numpy as np
import pytest

import tapeflow as tf

layers = tf.keras.layers
MANY = (200, 100)  # a mean of 20,000 draws is within 4 standard errors, 0.03 of their deviation


def trained(layer, value=1.0, shape=MANY):
    return layer(tf.fill(shape, value), training=True).numpy()


def test_gaussian_noise_is_added():
    outputs = trained(layers.GaussianNoise(0.5, seed=1))
    assert outputs.mean() == pytest.approx(1.0, abs=0.015)
    assert outputs.std() == pytest.approx(0.5, rel=0.03)


def test_gaussian_dropout_multiplies_with_the_variance_of_dropout():
    outputs = trained(layers.GaussianDropout(0.2, seed=1), 2.0)
    assert outputs.mean() == pytest.approx(2.0, abs=0.03)
    assert outputs.std() == pytest.approx(2 * np.sqrt(0.2 / 0.8), rel=0.03)


def test_alpha_dropout_keeps_mean_and_variance():
    inputs = np.random.default_rng(0).normal(size=MANY).astype("float32")
    outputs = layers.AlphaDropout(0.3, seed=1)(inputs, training=True).numpy()
    assert outputs.mean() == pytest.approx(0.0, abs=0.03)
    assert outputs.std() == pytest.approx(1.0, rel=0.03)
    # What was dropped has one value, selu's limit after the affine map.
    _, counts = np.unique(outputs, return_counts=True)
    assert counts.max() / outputs.size == pytest.approx(0.3, abs=0.02)


@pytest.mark.parametrize(
    ("kind", "shape", "axes"),
    [
        (layers.SpatialDropout1D, (20, 3, 30), (1,)),
        (layers.SpatialDropout2D, (20, 2, 3, 30), (1, 2)),
        (layers.SpatialDropout3D, (20, 2, 2, 2, 30), (1, 2, 3)),
    ],
)
def test_spatial_dropout_drops_whole_channels(kind, shape, axes):
    outputs = trained(kind(0.4, seed=1), 1.0, shape)
    assert set(np.unique(outputs).round(5)) == {0.0, np.float32(1 / 0.6).round(5)}
    assert (outputs.max(axes) == outputs.min(axes)).all()
    assert (outputs == 0).mean() == pytest.approx(0.4, abs=0.1)


def test_spatial_dropout_with_channels_first():
    outputs = trained(layers.SpatialDropout2D(0.4, "channels_first", seed=1), 1.0, (20, 30, 2, 3))
    assert (outputs.max((2, 3)) == outputs.min((2, 3))).all()


@pytest.mark.parametrize(
    "make",
    [
        lambda seed: layers.GaussianNoise(0.5, seed),
        lambda seed: layers.GaussianDropout(0.5, seed),
        lambda seed: layers.AlphaDropout(0.5, seed=seed),
        lambda seed: layers.SpatialDropout1D(0.5, seed),
    ],
)
def test_a_seed_repeats_the_draws_and_calls_differ(make):
    shape = (4, 5, 6)
    first, second = make(3), make(3)
    draws = [trained(first, 1.0, shape), trained(first, 1.0, shape)]
    assert not np.array_equal(*draws)
    for draw in draws:
        np.testing.assert_array_equal(draw, trained(second, 1.0, shape))
    plain = tf.ones(shape)
    np.testing.assert_array_equal(make(1)(plain), plain)


def test_gradients_pass_through_what_is_kept():
    x = tf.ones([4, 50])
    for layer in (layers.GaussianNoise(0.5), layers.GaussianDropout(0.5), layers.AlphaDropout(0.5)):
        with tf.GradientTape() as tape:
            tape.watch(x)
            outputs = layer(x, training=True)
        gradient = tape.gradient(outputs, x).numpy()
        if isinstance(layer, layers.GaussianNoise):
            np.testing.assert_array_equal(gradient, np.ones([4, 50]))
        elif isinstance(layer, layers.GaussianDropout):
            np.testing.assert_allclose(gradient, outputs.numpy(), rtol=1e-6)
        else:
            assert 0.3 < (gradient == 0).mean() < 0.7


def test_half_precision_stays():
    for layer in (layers.GaussianNoise(0.5, dtype="bfloat16"), layers.AlphaDropout(0.5)):
        inputs = tf.cast(tf.ones([4, 5]), layer.compute_dtype)
        assert layer(inputs, training=True).dtype == inputs.dtype
