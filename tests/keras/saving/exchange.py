"""Files that go between TapeFlow and real Keras: written on one side, read on the other.

Under the oracle's Python: `exchange.py record` writes what real Keras saves (`data/`), and
`exchange.py check FOLDER` loads what TapeFlow wrote there and compares what the models predict.
"""

import json
import sys
import warnings
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
import exchange_models

DATA = Path(__file__).parent / "data"

# Keras 2's form has no place for vocabularies, and Keras can't read its own file of "merges":
# it takes "dot", an argument of `Attention`, for its function of that name.
LEGACY = ("dense", "convolutions", "merges", "recurrent")


def randomize(model):
    """Weights that are not what they were made as; variances stay positive, counts whole."""
    rng = np.random.default_rng(1)
    for variable in model.weights:
        if variable.path.split("/")[-1] in ("mean", "variance"):  # Normalization has read them
            continue
        if "float" in str(getattr(variable.dtype, "name", variable.dtype)):
            variable.assign(np.abs(rng.normal(0.5, 0.2, tuple(variable.shape))))


def results_of(keras, model, group):
    """What a group's model predicts, by the output's place."""
    outputs = model(exchange_models.inputs(keras, group), training=False)
    return {f"{group}/{i}": array(y) for i, y in enumerate(outputs)}


def array(tensor):
    """A tensor as an array that every NumPy reads: bfloat16 as float32, words as text."""
    found = np.asarray(tensor)
    if found.dtype.kind == "V" or found.dtype.name == "bfloat16":
        return found.astype("float32")
    if found.dtype.kind in "OS":
        words = [word.decode() if isinstance(word, bytes) else word for word in found.ravel()]
        return np.array(words).reshape(found.shape)
    return found


def trained(keras, optimizer):
    """A small model after two steps with an optimizer, which it is compiled with."""
    layers = keras.layers
    model = keras.Sequential([keras.Input((3,)), layers.Dense(2, name="a"), layers.Dense(2)])
    square = np.array([[0.5, 1.0], [-1.0, 0.25]])
    model.set_weights([np.linspace(-1, 1, 6).reshape(3, 2), np.zeros(2), square, np.zeros(2)])
    model.compile(optimizer, "mse", metrics=["mae", keras.metrics.RootMeanSquaredError()])
    learn(model)
    return model


def learn(model):
    x, y = np.linspace(0, 1, 12).reshape(4, 3), np.linspace(0, 1, 8).reshape(4, 2)
    model.fit(x, y, epochs=2, batch_size=4, shuffle=False, verbose=0)


def learned(model, name):
    """Weights by place, and the optimizer's state."""
    found = {f"{name}/weight{i}": w for i, w in enumerate(model.get_weights())}
    state = {}
    model.optimizer.save_own_variables(state)
    return found | {f"{name}/state{i}": np.asarray(value) for i, value in state.items()}


def write(keras, folder, groups=None, optimizers=None):
    """All files, and what the models predict (and learn) afterwards."""
    results = {}
    for group in exchange_models.GROUPS if groups is None else groups:
        model = exchange_models.build(keras, group)
        randomize(model)
        model.save(folder / f"{group}.keras")
        model.save_weights(folder / f"{group}.weights.h5")
        if group in LEGACY:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # that the form is old
                model.save(folder / f"{group}.h5")
        results |= results_of(keras, model, group)
    for name, optimizer in exchange_models.optimizers(keras).items():
        if optimizers is None or name in optimizers:
            model = trained(keras, optimizer)
            model.save(folder / f"{name}.keras")
            results |= learned(model, f"saved/{name}")
            learn(model)
            results |= learned(model, name)
    np.savez_compressed(folder / "results.npz", **results)


def differences(keras, folder, groups=None, optimizers=None):
    """How far what the files' models predict and learn is from what was written beside them."""
    exchange_models.own(keras)  # registered before a file names them
    found = {}
    for group in exchange_models.GROUPS if groups is None else groups:
        model = keras.models.load_model(folder / f"{group}.keras")
        found |= results_of(keras, model, group)
        fresh = exchange_models.build(keras, group)
        fresh.load_weights(folder / f"{group}.weights.h5")
        for one, other in zip(model.weights, fresh.weights, strict=True):
            np.testing.assert_array_equal(array(one), array(other), err_msg=group)
        if group in LEGACY and (group != "merges" or keras.__name__ != "keras"):
            old = keras.models.load_model(folder / f"{group}.h5")
            for one, other in zip(model.weights, old.weights, strict=True):
                np.testing.assert_array_equal(array(one), array(other), err_msg=f"{group}.h5")
    for name in exchange_models.optimizers(keras):
        if optimizers is None or name in optimizers:
            model = keras.models.load_model(folder / f"{name}.keras")
            found |= learned(model, f"saved/{name}")
            learn(model)
            found |= learned(model, name)
    with np.load(folder / "results.npz") as expected:
        return {name: distance(expected[name], found[name]) for name in found}


def distance(one, other):
    """The largest difference, by the largest number; of other kinds, 0 if they are equal."""
    if one.dtype.kind not in "f":
        return 0.0 if np.array_equal(one, other) else float("inf")
    one, other = np.asarray(one, "float64"), np.asarray(other, "float64")
    if one.shape != other.shape:
        return float("inf")
    return float(np.abs(one - other).max(initial=0) / max(np.abs(one).max(initial=0), 1e-3))


def main():
    import keras

    if sys.argv[1] == "record":
        DATA.mkdir(exist_ok=True)
        for old in DATA.iterdir():
            old.unlink()
        write(keras, DATA)
    else:
        folder = Path(sys.argv[2])
        done = json.loads((folder / "done.json").read_text())
        sys.stdout.write(json.dumps(differences(keras, folder, **done)) + "\n")


if __name__ == "__main__":
    main()
