"""Models with every kind of layer, for files that go between TapeFlow and real Keras.

Under the oracle's Python: `exchange.py record` writes what real Keras saves (`data/`), and
`exchange.py check FOLDER` loads what TapeFlow wrote there and compares what the models predict.
"""

import json
import sys
from pathlib import Path

import numpy as np

DATA = Path(__file__).parent / "data"

SEQUENCE, IMAGE, VOLUME, FEATURES = (6, 4), (6, 6, 3), (4, 4, 4, 2), (5,)


def branches(layers):
    """Each layer, and the shape of its input without the batch."""
    dense = layers.Dense(3)
    return {
        "dense": (layers.Dense(4, activation="relu", kernel_regularizer="l2"), FEATURES),
        "einsum": (layers.EinsumDense("abc,cd->abd", (None, 5), bias_axes="d"), SEQUENCE),
        "embedding": (layers.Embedding(10, 3, mask_zero=True), (6,)),
        "conv1d": (layers.Conv1D(3, 2, padding="causal", dilation_rate=2), SEQUENCE),
        "conv2d": (layers.Conv2D(4, 3, strides=2, padding="same", activation="gelu"), IMAGE),
        "conv3d": (layers.Conv3D(2, 2), VOLUME),
        "conv2d_transpose": (layers.Conv2DTranspose(2, 3, strides=2), IMAGE),
        "separable": (layers.SeparableConv2D(4, 3, depth_multiplier=2), IMAGE),
        "depthwise": (layers.DepthwiseConv2D(3, depth_multiplier=2), IMAGE),
        "batch_norm": (layers.BatchNormalization(), IMAGE),
        "layer_norm": (layers.LayerNormalization(), SEQUENCE),
        "group_norm": (layers.GroupNormalization(groups=2), SEQUENCE),
        "rms_norm": (layers.RMSNormalization(), SEQUENCE),
        "unit_norm": (layers.UnitNormalization(), SEQUENCE),
        "spectral_norm": (layers.SpectralNormalization(layers.Dense(3)), FEATURES),
        "lstm": (layers.LSTM(3, return_sequences=True), SEQUENCE),
        "gru": (layers.GRU(3), SEQUENCE),
        "simple_rnn": (layers.SimpleRNN(3), SEQUENCE),
        "bidirectional": (layers.Bidirectional(layers.LSTM(2), merge_mode="sum"), SEQUENCE),
        "stacked": (layers.RNN([layers.GRUCell(3), layers.LSTMCell(2)]), SEQUENCE),
        "time_distributed": (layers.TimeDistributed(layers.Dense(2)), SEQUENCE),
        "conv_lstm": (layers.ConvLSTM1D(2, 2), (3, 5, 2)),
        "max_pool": (layers.MaxPooling2D(), IMAGE),
        "average_pool": (layers.AveragePooling1D(2), SEQUENCE),
        "global_pool": (layers.GlobalAveragePooling2D(), IMAGE),
        "dropout": (layers.Dropout(0.5), FEATURES),
        "noise": (layers.GaussianNoise(0.5), FEATURES),
        "prelu": (layers.PReLU(shared_axes=[1, 2]), IMAGE),
        "leaky": (layers.LeakyReLU(negative_slope=0.2), FEATURES),
        "softmax": (layers.Softmax(), FEATURES),
        "activation": (layers.Activation("silu"), FEATURES),
        "reshape": (layers.Reshape((3, -1)), SEQUENCE),
        "permute": (layers.Permute((2, 1)), SEQUENCE),
        "flatten": (layers.Flatten(), IMAGE),
        "repeat": (layers.RepeatVector(2), FEATURES),
        "cropping": (layers.Cropping2D(((1, 2), (0, 1))), IMAGE),
        "padding": (layers.ZeroPadding2D(1), IMAGE),
        "up_sampling": (layers.UpSampling2D(2, interpolation="bilinear"), IMAGE),
        "rescaling": (layers.Rescaling(0.5, offset=1.0), FEATURES),
        "normalization": (layers.Normalization(mean=[1.0] * 5, variance=[4.0] * 5), FEATURES),
        "shared": (dense, FEATURES),
        "shared_again": (dense, FEATURES),
    }


def build(keras):
    """One functional model with a branch for each layer, and some that take several inputs."""
    layers = keras.layers
    inputs, outputs = {}, []
    for branch, (layer, shape) in branches(layers).items():
        name = f"{branch}_in"  # not what a layer is called by itself
        dtype = "int32" if branch == "embedding" else "float32"
        inputs[name] = keras.Input(shape, name=name, dtype=dtype)
        outputs.append(layer(inputs[name]))
    a, b = inputs["lstm_in"], inputs["gru_in"]
    outputs.append(layers.MultiHeadAttention(2, 3)(a, b))
    outputs.append(layers.GroupQueryAttention(4, 2, 1)(a, b))
    outputs.append(layers.AdditiveAttention()([a, b]))
    outputs.append(layers.Concatenate()([a, layers.Add()([a, b])]))
    nested = keras.Sequential([keras.Input(FEATURES), layers.Dense(3), layers.Dense(2)])
    outputs.append(nested(inputs["dense_in"]))
    return keras.Model(inputs, outputs)


def data(shapes):
    """The same inputs on both sides."""
    rng = np.random.default_rng(0)
    made = {}
    for name, shape in shapes.items():
        values = rng.normal(size=(2, *shape)).astype("float32")
        words = name == "embedding"
        made[f"{name}_in"] = np.abs(values * 3).astype("int32") if words else values
    return made


def shapes(keras):
    return {name: shape for name, (_, shape) in branches(keras.layers).items()}


def randomize(model):
    """Weights that are not what they were made as; variances stay positive."""
    rng = np.random.default_rng(1)
    model.set_weights([np.abs(rng.normal(0.5, 0.2, w.shape)) for w in model.get_weights()])


OPTIMIZERS = ["SGD", "Adam", "AdamW", "RMSprop", "Adagrad", "Adadelta", "Adamax", "Nadam", "Ftrl",
              "Lion", "Lamb", "Adafactor"]  # fmt: skip


def trained(keras, name):
    """A small model after two steps with an optimizer, which it is compiled with."""
    options = {"momentum": 0.9} if name == "SGD" else {}
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    model.set_weights([np.linspace(-1, 1, 6).reshape(3, 2), np.zeros(2)])
    model.compile(getattr(keras.optimizers, name)(0.1, **options), "mse")
    x, y = np.linspace(0, 1, 12).reshape(4, 3), np.linspace(0, 1, 8).reshape(4, 2)
    model.fit(x, y, epochs=2, batch_size=4, shuffle=False, verbose=0)
    return model, x, y


def write(keras, folder):
    """All files, and what the models predict (and learn) afterwards."""
    model = build(keras)
    randomize(model)
    model.save(folder / "layers.keras")
    model.save_weights(folder / "layers.weights.h5")
    results = {f"layers/{i}": np.asarray(y) for i, y in enumerate(model(data(shapes(keras))))}
    for name in OPTIMIZERS:
        model, x, y = trained(keras, name)
        model.save(folder / f"{name}.keras")
        model.fit(x, y, epochs=2, batch_size=4, shuffle=False, verbose=0)
        for i, weight in enumerate(model.get_weights()):
            results[f"{name}/{i}"] = weight
    np.savez(folder / "results.npz", **results)


def differences(keras, folder):
    """How far what the files' models predict and learn is from what was written beside them."""
    expected = np.load(folder / "results.npz")
    found = {}
    model = keras.models.load_model(folder / "layers.keras")
    for i, y in enumerate(model(data(shapes(keras)))):
        found[f"layers/{i}"] = np.asarray(y)
    fresh = build(keras)
    fresh.load_weights(folder / "layers.weights.h5")
    for i, y in enumerate(fresh(data(shapes(keras)))):
        assert np.allclose(y, found[f"layers/{i}"], rtol=1e-5, atol=1e-6), f"weights, output {i}"
    for name in OPTIMIZERS:
        model = keras.models.load_model(folder / f"{name}.keras")
        _, x, y = trained(keras, "SGD")
        model.fit(x, y, epochs=2, batch_size=4, shuffle=False, verbose=0)
        for i, weight in enumerate(model.get_weights()):
            found[f"{name}/{i}"] = weight
    assert set(found) == set(expected.files)
    far = {}
    for name in expected.files:
        one, other = expected[name].astype("float64"), np.asarray(found[name], "float64")
        scale = max(np.abs(one).max(), 1e-3)
        far[name] = float(np.abs(one - other).max() / scale)
    return far


def main():
    import keras

    if sys.argv[1] == "record":
        DATA.mkdir(exist_ok=True)
        write(keras, DATA)
    else:
        sys.stdout.write(json.dumps(differences(keras, Path(sys.argv[2]))) + "\n")


if __name__ == "__main__":
    main()
