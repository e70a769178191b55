"""`tf.keras.ops.image`: what real Keras with TensorFlow cannot do, or does at random."""

import numpy as np
import pytest
from scipy import ndimage

import tapeflow as tf

image = tf.keras.ops.image
PICTURE = np.random.default_rng(0).random((5, 6)).astype("float32")


@pytest.mark.parametrize("mode", ["mirror", "reflect"])
def test_coordinates_outside_are_mirrored_as_scipy_does(mode):
    places = np.random.default_rng(1).uniform(-9, 14, (2, 40)).astype("float32")
    expected = ndimage.map_coordinates(PICTURE, places, order=1, mode=mode)
    got = image.map_coordinates(PICTURE, places, 1, mode)
    np.testing.assert_allclose(got, expected, atol=1e-5)  # places of up to 14 in 32 bits


def test_patches_of_channels_first_pictures():
    x = np.random.default_rng(2).random((1, 4, 6, 3)).astype("float32")
    first = image.extract_patches(x.transpose(0, 3, 1, 2), (2, 3), data_format="channels_first")
    last = image.extract_patches(x, (2, 3))
    np.testing.assert_array_equal(first.numpy().transpose(0, 2, 3, 1), last)


def test_whole_numbers_stay_whole_and_in_range_when_scaled():
    x = np.array([0, 255, 0, 255], "uint8")
    got = image.scale_and_translate(x, (8,), [2.0], [0.0], (0,), "cubic")
    assert got.dtype == "uint8"
    floats = image.scale_and_translate(x.astype("float32"), (8,), [2.0], [0.0], (0,), "cubic")
    assert floats.numpy().max() > 255  # the cubic overshoots
    np.testing.assert_array_equal(got, np.clip(np.round(floats), 0, 255))


def test_elastic_transforms_move_neighbors_alike_and_keep_a_constant_picture():
    ramp = np.broadcast_to(np.arange(20.0, dtype="float32")[:, None, None], (20, 20, 1))
    moved = image.elastic_transform(ramp, alpha=5.0, sigma=2.0, seed=1)
    np.testing.assert_array_equal(moved, image.elastic_transform(ramp, 5.0, 2.0, seed=1))
    shift = np.abs(moved.numpy() - ramp)
    assert shift.max() > 0.1
    assert np.abs(np.diff(moved.numpy()[5:15, 5:15], axis=1)).max() < shift.max()
    still = image.elastic_transform(np.ones((4, 5, 3), "float32"), seed=2)
    np.testing.assert_allclose(still, np.ones((4, 5, 3)), rtol=1e-6)


def test_gradients_reach_pictures_and_places():
    x, places = tf.constant(PICTURE), tf.constant([[0.5, 2.25], [1.5, 3.0]])
    with tf.GradientTape() as tape:
        tape.watch([x, places])
        found = image.map_coordinates(x, places, 1)
        loss = tf.reduce_sum(found)
    by_picture, by_place = tape.gradient(loss, [x, places])
    np.testing.assert_allclose(np.sum(by_picture), 2.0, rtol=1e-6)
    down = PICTURE[1, 1:3].mean() - PICTURE[0, 1:3].mean()
    np.testing.assert_allclose(by_place[0, 0], down, rtol=1e-4, atol=1e-6)  # a difference


def test_symbolic_pictures_have_the_right_shapes():
    x = tf.keras.Input((8, 6, 3))
    assert image.gaussian_blur(x).shape == (None, 8, 6, 3)
    assert image.extract_patches(x, (2, 3)).shape == (None, 4, 2, 18)
    assert image.sobel_edges(x).shape == (None, 8, 6, 3, 2)
