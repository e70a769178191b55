"""Keras 2's functions that change one picture at random."""

import numpy as np
import pytest

import tapeflow as tf

image = tf.keras.preprocessing.image
PICTURE = np.random.default_rng(0).uniform(0, 200, (6, 7, 3)).astype("float32")
LAST = {"row_axis": 0, "col_axis": 1, "channel_axis": 2}
CALLS = [
    (lambda **o: image.random_rotation(PICTURE, 30, **o), lambda d: {"theta": d(-30, 30)}),
    (lambda **o: image.random_shear(PICTURE, 20, **o), lambda d: {"shear": d(-20, 20)}),
    (
        lambda **o: image.random_shift(PICTURE, 0.2, 0.3, **o),
        lambda d: {"tx": d(-0.3, 0.3) * 6, "ty": d(-0.2, 0.2) * 7},
    ),
    (
        lambda **o: image.random_zoom(PICTURE, (0.5, 1.5), **o),
        lambda d: dict(zip(("zx", "zy"), d(0.5, 1.5, 2), strict=True)),
    ),
]


@pytest.mark.parametrize(("call", "drawn"), CALLS)
def test_they_are_affine_transforms_of_numpys_draws(call, drawn):
    np.random.seed(3)
    got = call(**LAST, fill_mode="reflect")
    np.random.seed(3)
    expected = image.apply_affine_transform(
        PICTURE, **drawn(np.random.uniform), **LAST, fill_mode="reflect"
    )
    np.testing.assert_array_equal(got, expected)
    assert np.abs(got - PICTURE).max() > 1


def test_channel_shifts_stay_in_the_range_of_the_picture():
    shifted = image.apply_channel_shift(PICTURE, 50.0, channel_axis=2)
    np.testing.assert_array_equal(shifted, np.clip(PICTURE + 50, PICTURE.min(), PICTURE.max()))
    np.random.seed(1)
    drawn = image.random_channel_shift(PICTURE, 10, 2)
    assert 0 < np.abs(drawn - PICTURE).max() <= 10


def test_brightness_goes_through_eight_bits():
    half = image.apply_brightness_shift(PICTURE, 0.5, scale=False)
    assert np.abs(half - PICTURE / 2).max() <= 1
    wide = image.apply_brightness_shift(PICTURE * 2, 1.0, scale=False)
    assert np.abs(wide - PICTURE * 2).max() <= 2  # levels of up to 400 / 255
    np.random.seed(1)
    assert image.random_brightness(PICTURE, (0.2, 0.4)).mean() < PICTURE.mean()
    with pytest.raises(ValueError, match="brightness_range"):
        image.random_brightness(PICTURE, (0.2,))
    with pytest.raises(ValueError, match="zoom_range"):
        image.random_zoom(PICTURE, (1,))
