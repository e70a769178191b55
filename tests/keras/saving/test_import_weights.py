"""Weights from and to other libraries: what PyTorch computed, and what comes back unchanged."""

from pathlib import Path

import numpy as np
import pytest

import tapeflow as tf

layers = tf.keras.layers
_RECORDED = np.load(Path(__file__).parent / "torch_modules.npz")


def recorded(name):
    """A module's state dict, input and output, as PyTorch gave them."""
    found = {
        key.split("|")[1]: _RECORDED[key] for key in _RECORDED.files if key.startswith(f"{name}|")
    }
    return found.pop("x"), found.pop("y"), found


def sequential(shape, *stack, dtype=None):
    return tf.keras.Sequential([tf.keras.Input(shape, dtype=dtype), *stack])


def attention():
    inputs = tf.keras.Input((5, 6))
    return tf.keras.Model(inputs, layers.MultiHeadAttention(2, 3)(inputs, inputs))


MODELS = {
    "convolutional": lambda: sequential(
        (6, 6, 3), layers.Conv2D(4, 3), layers.BatchNormalization(epsilon=1e-5), layers.ReLU(),
        layers.Flatten(), layers.Dense(5), layers.PReLU(shared_axes=[1]),
        layers.Dense(2, use_bias=False),
    ),
    "transposed": lambda: sequential((4, 4, 3), layers.Conv2DTranspose(2, 3)),
    "depthwise": lambda: sequential((5, 5, 3), layers.DepthwiseConv2D(3, depth_multiplier=2)),
    "grouped": lambda: sequential(
        (5, 4), layers.Conv1D(6, 2, groups=2), layers.GroupNormalization(3, epsilon=1e-5)
    ),
    "lstm": lambda: sequential(
        (5, 4), layers.LSTM(3, return_sequences=True), layers.LSTM(3, return_sequences=True)
    ),
    "gru": lambda: sequential((5, 4), layers.GRU(3, return_sequences=True)),
    "simple": lambda: sequential((5, 4), layers.SimpleRNN(3, return_sequences=True)),
    "both_ways": lambda: sequential(
        (5, 4), layers.Bidirectional(layers.LSTM(3, return_sequences=True))
    ),
    "attention": attention,
    "words": lambda: sequential(
        (5,), layers.Embedding(9, 4), layers.LayerNormalization(epsilon=1e-5),
        layers.RMSNormalization(epsilon=np.finfo("float32").eps.item()), dtype="int32",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MODELS)
def test_a_model_with_pytorch_s_weights_computes_what_pytorch_does(name):
    x, y, state = recorded(name)
    model = MODELS[name]()
    tf.keras.saving.import_weights(model, state, layout="torch")
    channels_first = name in ("convolutional", "transposed", "depthwise", "grouped")
    found = model(np.moveaxis(x, 1, -1) if channels_first else x, training=False).numpy()
    found = np.moveaxis(found, -1, 1) if channels_first and found.ndim > 2 else found
    np.testing.assert_allclose(found, y, rtol=1e-5, atol=1e-5)  # sums in another order
    # And back, under other names.
    stacked = [layer.name for layer in model.layers if layer.weights]
    mapping = {"rnn": stacked} if name == "lstm" else {f"m{i}": to for i, to in enumerate(stacked)}
    exported = tf.keras.saving.export_weights(model, mapping=mapping, layout="torch")
    again = MODELS[name]()
    tf.keras.saving.import_weights(again, exported, layout="torch")
    for one, other in zip(model.get_weights(), again.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def perceptron():
    return sequential((3,), layers.Dense(4), layers.BatchNormalization(), layers.Dense(2))


@pytest.mark.parametrize("ending", ["npz", "safetensors", "pt"])
def test_files_hold_all_weights_by_their_paths(tmp_path, ending):
    if ending != "npz":
        pytest.importorskip({"pt": "torch"}.get(ending, ending))
    model = sequential((3,), layers.Dense(4, dtype="bfloat16"), layers.Dense(2))
    path = tmp_path / f"weights.{ending}"
    if ending == "pt":
        model = perceptron()
    tf.keras.saving.export_weights(model, path)
    other = tf.keras.models.clone_model(model)
    assert tf.keras.saving.import_weights(other, path, layout="keras") == ([], [])
    for one, two in zip(model.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_array_equal(one, two)


def test_variables_and_checkpoints_are_sources_too(tmp_path):
    model = perceptron()
    other = tf.keras.models.clone_model(model)
    tf.keras.saving.import_weights(other, model.weights)
    np.testing.assert_array_equal(other.get_weights()[0], model.get_weights()[0])
    path = tf.train.Checkpoint(model=model).write(tmp_path / "ckpt")
    third = tf.keras.models.clone_model(model)
    mapping = {
        variable.path: f"model/_functional/_operations/{i}/{variable.path.split('/')[-1]}"
        for i, layer in enumerate(third.layers, 1)
        for variable in layer.weights
    }
    assert tf.keras.saving.import_weights(third, path, mapping).missing == []
    for one, two in zip(model.get_weights(), third.get_weights(), strict=True):
        np.testing.assert_array_equal(one, two)
    arrays = dict(enumerate(model.get_weights()))
    assert tf.keras.saving.import_weights(other, arrays, "order") == ([], [])


def test_what_does_not_fit_changes_nothing():
    model = perceptron()
    before = model.get_weights()
    state = {"a.weight": np.ones((4, 3)), "a.bias": np.ones(4)}
    with pytest.raises(ValueError, match=r"(?s)without an array: .*gamma"):
        tf.keras.saving.import_weights(model, state, layout="torch")
    state["a.weight"] = np.ones((5, 3))
    with pytest.raises(ValueError, match=r"kernel \(3, 4\): \(3, 5\)"):
        tf.keras.saving.import_weights(model, state, layout="torch", strict=False)
    for one, two in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(one, two)
    state["a.weight"] = np.ones((4, 3))
    left = tf.keras.saving.import_weights(
        model, {**state, "z": np.ones(1)}, {"a": model.layers[0].name}, "torch", strict=False
    )
    assert left.unused == ["z"]
    assert len(left.missing) == 6
    np.testing.assert_array_equal(model.get_weights()[0], np.ones((3, 4)))
    with pytest.raises(ValueError, match="no layer of that name"):
        tf.keras.saving.import_weights(model, state, {"a": "head"}, layout="torch")
    with pytest.raises(ValueError, match="unknown kind"):
        tf.keras.saving.import_weights(model, "weights.xyz")
    with pytest.raises(FileNotFoundError):
        tf.keras.saving.import_weights(model, "none.npz")


def test_damaged_files_and_pickles_are_refused(tmp_path):
    (tmp_path / "a.npz").write_bytes(b"PK\x03\x04 no archive")
    with pytest.raises(ValueError, match="cannot be read"):
        tf.keras.saving.read_arrays(tmp_path / "a.npz")
    np.savez(tmp_path / "b.npz", a=np.array([print], object))
    with pytest.raises(ValueError, match="cannot be read"):
        tf.keras.saving.read_arrays(tmp_path / "b.npz")
