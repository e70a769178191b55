"""ImageDataGenerator's files and tables."""

import numpy as np
import pytest

import tapeflow as tf


@pytest.fixture
def folder(tmp_path):
    for label, value in (("a", 10), ("b", 200)):
        (tmp_path / label).mkdir()
        for number in range(4):
            pixels = np.full([4, 5, 3], value + number, np.uint8)
            tf.keras.utils.save_img(tmp_path / label / f"{number}.png", pixels, scale=False)
    return tmp_path


def test_folders_are_classes(folder, capsys):
    generator = tf.keras.preprocessing.image.ImageDataGenerator(
        rescale=1 / 255, validation_split=0.25
    )
    batches = generator.flow_from_directory(
        folder, (2, 3), batch_size=3, shuffle=False, subset="training"
    )
    assert "Found 6 images belonging to 2 classes." in capsys.readouterr().out
    assert batches.class_indices == {"a": 0, "b": 1}
    assert batches.filenames[:2] == ["a/1.png", "a/2.png"]
    x, y = batches[1]
    assert x.shape == (3, 2, 3, 3)
    np.testing.assert_allclose(x[:, 0, 0, 0] * 255, [201, 202, 203], rtol=1e-6)
    np.testing.assert_array_equal(y, [[0, 1]] * 3)
    validation = generator.flow_from_directory(
        folder, (2, 3), class_mode="binary", subset="validation"
    )
    assert sorted(validation[0][1].tolist()) == [0.0, 1.0]


def test_a_table_names_the_files(folder):
    table = {"filename": ["a/0.png", "b/1.png"], "class": ["x", "y"], "weight": [1.0, 2.0]}

    class Table(dict):
        def __len__(self):
            return 2

    generator = tf.keras.preprocessing.image.ImageDataGenerator()
    batches = generator.flow_from_dataframe(
        Table(table), folder, weight_col="weight", class_mode="sparse", shuffle=False
    )
    x, y, weight = next(batches)
    assert x[:, 0, 0, 0].tolist() == [10.0, 201.0]
    assert y.tolist() == [0.0, 1.0]
    assert weight.tolist() == [1.0, 2.0]


def test_the_same_seed_gives_the_same_pictures():
    x = np.random.default_rng(0).uniform(0, 255, [6, 8, 8, 3])
    generator = tf.keras.preprocessing.image.ImageDataGenerator(
        rotation_range=30, zoom_range=0.2, brightness_range=(0.5, 1.0), channel_shift_range=9.0
    )
    one, other = (next(generator.flow(x, batch_size=4, seed=3)) for _ in range(2))
    np.testing.assert_array_equal(one, other)
    assert not np.array_equal(one, next(generator.flow(x, batch_size=4, seed=4)))


def test_whitening_makes_components_independent():
    x = np.random.default_rng(0).normal(size=[200, 2, 2, 1])
    x[..., 1, :] += x[..., 0, :]
    generator = tf.keras.preprocessing.image.ImageDataGenerator(zca_whitening=True)
    with pytest.raises(ValueError, match="fit"):
        generator.standardize(x[0].copy())
    generator.fit(x)
    white = np.stack([generator.standardize(each.astype("float32")) for each in x])
    covariance = np.cov(white.reshape(200, 4).T)
    np.testing.assert_allclose(covariance, np.eye(4), atol=0.02)  # n - 1 for n, and epsilon


def test_what_is_not_built_is_refused(folder):
    generator = tf.keras.preprocessing.image.ImageDataGenerator()
    with pytest.raises(NotImplementedError, match="save_img"):
        generator.flow(np.ones([2, 3, 3, 1]), save_to_dir=folder)
    with pytest.raises(ValueError, match="color"):
        generator.flow_from_directory(folder, color_mode="blue")
