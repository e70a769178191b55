"""Layers that change pictures: what holds whatever is drawn."""

import numpy as np
import pytest

import tapeflow as tf

layers = tf.keras.layers
PICTURES = np.random.default_rng(0).uniform(0, 255, (4, 5, 6, 3)).astype("float32")
RANDOM = {
    "flip": lambda **o: layers.RandomFlip(**o),
    "rotation": lambda **o: layers.RandomRotation(0.3, **o),
    "zoom": lambda **o: layers.RandomZoom(0.4, **o),
    "translation": lambda **o: layers.RandomTranslation(0.3, 0.3, **o),
    "contrast": lambda **o: layers.RandomContrast(0.8, **o),
    "brightness": lambda **o: layers.RandomBrightness(0.5, **o),
    "crop": lambda **o: layers.RandomCrop(2, 2, **o),
}


@pytest.mark.parametrize("make", RANDOM.values(), ids=RANDOM)
def test_draws_are_seeded_and_new_at_each_call(make):
    one, other = make(seed=3), make(seed=3)
    first, *more = [one(PICTURES).numpy() for _ in range(6)]
    # The same draws: a call compiled with its draw may round differently (values to 255).
    np.testing.assert_allclose(other(PICTURES), first, atol=1e-3)
    assert any(np.abs(again - first).max() > 1 for again in more)
    traced = tf.function(make(seed=5))
    drawn = [traced(tf.constant(PICTURES)).numpy() for _ in range(6)]
    assert any(np.abs(again - drawn[0]).max() > 1 for again in drawn)
    again = type(one).from_config(one.get_config())
    assert again.get_config() == one.get_config()
    assert tuple(one(PICTURES).shape) == one.compute_output_shape(PICTURES.shape)
    first_axis = make(data_format="channels_first", seed=3)(PICTURES.transpose(0, 3, 1, 2))
    np.testing.assert_allclose(first_axis.numpy().transpose(0, 2, 3, 1), first, atol=1e-3)
    if not isinstance(one, layers.RandomCrop):
        unchanged = one(PICTURES.astype("uint8"), training=False)
        np.testing.assert_array_equal(unchanged, PICTURES.astype("uint8").astype("float32"))


def test_crop_is_a_part_and_keeps_its_size_when_not_training():
    picture = np.arange(30.0, dtype="float32").reshape(5, 6, 1)
    layer = layers.RandomCrop(2, 3)
    got = layer(picture).numpy()[..., 0]
    np.testing.assert_array_equal(got - got[0, 0], [[0, 1, 2], [6, 7, 8]])
    assert layer(picture, training=False).shape == (2, 3, 1)


@pytest.mark.parametrize("mode", ["horizontal", "vertical", "horizontal_and_vertical"])
def test_flips_are_the_picture_or_its_mirror(mode):
    axes = {"horizontal": [2], "vertical": [1], "horizontal_and_vertical": [1, 2]}[mode]
    many = np.repeat(PICTURES[:1], 64, 0)
    got = layers.RandomFlip(mode, seed=1)(many).numpy()
    mirrored = (got == np.flip(many, axes)).all((1, 2, 3))
    assert (mirrored | (got == many).all((1, 2, 3))).all()
    assert 10 < mirrored.sum() < 54  # six standard deviations of 64 fair draws


def test_layers_work_in_models_and_data_sets():
    model = tf.keras.Sequential(
        [
            layers.Input((5, 6, 3)), layers.Resizing(4, 4), layers.RandomFlip(),
            layers.RandomRotation(0.1), layers.Flatten(), layers.Dense(1),
        ]
    )  # fmt: skip
    model.compile("sgd", "mse")
    model.fit(PICTURES / 255, np.zeros((4, 1)), epochs=1, verbose=0)
    data = tf.data.Dataset.from_tensor_slices(PICTURES).map(layers.RandomCrop(2, 2)).batch(4)
    assert next(iter(data)).shape == (4, 2, 2, 3)
    assert layers.Resizing(2, 2)(tf.keras.Input((5, 6, 3), dtype="uint8")).dtype == "uint8"


@pytest.mark.parametrize(
    ("error", "make"),
    [
        (ValueError, lambda: layers.RandomRotation(1.5)),
        (ValueError, lambda: layers.RandomZoom(-1.0)),
        (ValueError, lambda: layers.RandomTranslation((0.1,), 0.1)),
        (ValueError, lambda: layers.RandomBrightness(0.1, value_range=3)),
        (NotImplementedError, lambda: layers.RandomZoom(0.1, fill_mode="mirror")),
        (ValueError, lambda: layers.CenterCrop(2, 2)(np.zeros((2, 2)))),
        (
            ValueError,
            lambda: layers.RandomFlip()({"images": PICTURES, "bounding_boxes": PICTURES}),
        ),
    ],
)
def test_bad_input_is_refused(error, make):
    with pytest.raises(error):
        make()
