"""What `ModelCheckpoint` writes, and when."""

import numpy as np
import pytest

import tapeflow as tf

keras = tf.keras


def fit(checkpoint, epochs=3, **options):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(0.01), "mse", metrics=["mae"])
    model.fit(
        np.ones((8, 2)), np.ones(8), batch_size=2, epochs=epochs, verbose=0,
        callbacks=[checkpoint], **options,
    )  # fmt: skip
    return model


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_every_epoch(tmp_path):
    path = tmp_path / "sub" / "{epoch:02d}-{loss:.0f}.weights.h5"
    model = fit(keras.callbacks.ModelCheckpoint(path, save_weights_only=True))
    found = names(tmp_path / "sub")
    assert [name[:3] for name in found] == ["01-", "02-", "03-"]
    expected = model.get_weights()
    model.set_weights([0 * w for w in expected])
    model.load_weights(tmp_path / "sub" / found[-1])
    for a, b in zip(expected, model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_every_so_many_batches(tmp_path):
    fit(keras.callbacks.ModelCheckpoint(tmp_path / "{epoch}-{batch}.keras", save_freq=3))
    assert names(tmp_path) == ["1-3.keras", "2-2.keras", "3-1.keras", "3-4.keras"]


def test_only_the_best(tmp_path, capsys):
    best = keras.callbacks.ModelCheckpoint(
        tmp_path / "best.keras", monitor="loss", save_best_only=True, verbose=1
    )
    fit(best)
    told = capsys.readouterr().out
    assert "Epoch 1: loss improved from None to" in told
    assert told.count("finished saving") == 3
    worse = keras.callbacks.ModelCheckpoint(
        tmp_path / "never.keras", monitor="loss", save_best_only=True, initial_value_threshold=-1.0
    )
    fit(worse)
    assert names(tmp_path) == ["best.keras"]
    keras.models.load_model(tmp_path / "best.keras")
    missing = keras.callbacks.ModelCheckpoint(tmp_path / "x.keras", save_best_only=True)
    with pytest.warns(UserWarning, match="val_loss available"):
        fit(missing, 1)


def test_refusals(tmp_path):
    with pytest.raises(ValueError, match=r"must end in `\.keras`"):
        keras.callbacks.ModelCheckpoint("model")
    with pytest.raises(ValueError, match=r"must end in `\.weights\.h5`"):
        keras.callbacks.ModelCheckpoint("model.keras", save_weights_only=True)
    with pytest.raises(ValueError, match="save_freq"):
        keras.callbacks.ModelCheckpoint("model.keras", save_freq=None)
    with pytest.raises(KeyError, match="val_acc"):
        fit(keras.callbacks.ModelCheckpoint(tmp_path / "{val_acc}.keras"))


def test_orbax_s_callback_names_what_is_there(tmp_path):
    with pytest.raises(NotImplementedError, match="ModelCheckpoint"):
        tf.keras.callbacks.OrbaxCheckpoint(tmp_path)
