"""Damages files and reads them: whatever is in them, the answer is a model or one clear error.

`python -m fuzz.readers NAME [options of libFuzzer]` damages one kind of file until it is stopped,
`make fuzz` all of them for a minute each. An exception that is not among `CLEAR`, a hang or a
gigabyte of memory is a finding; the input that made it is left in the working folder.
"""

import io
import json
import os
import random
import shutil
import sys
import tempfile
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(
    include=[
        "tapeflow.keras.saving",
        "tapeflow.train",
        "tapeflow.saved_model",
        "tapeflow.ops.files",
    ]
):
    import tapeflow as tf

CLEAR = (ValueError, TypeError, NotImplementedError, FileNotFoundError, tf.errors.OpError)
FOLDER = Path(tempfile.mkdtemp(prefix="tapeflow-fuzz-", dir="/dev/shm"))
layers = tf.keras.layers


def perceptron():
    return tf.keras.Sequential([tf.keras.Input((3,)), layers.Dense(2), layers.Dense(1)])


def branching():
    inputs = tf.keras.Input((3,))
    words = layers.Discretization([0.0, 1.0])(inputs)
    inner = layers.BatchNormalization()(layers.Dense(3, activation="relu")(inputs))
    model = tf.keras.Model(inputs, [layers.Concatenate()([inner, inputs]), words])
    model.compile("adam", "mse")
    return model


def saved(name, model):
    model.save(FOLDER / name)
    return (FOLDER / name).read_bytes()


def members(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def load(name, content):
    path = FOLDER / name
    path.write_bytes(content)
    tf.keras.models.load_model(path)


def archive():
    """A `.keras` file as it is."""
    seeds = [saved("a.keras", perceptron()), saved("b.keras", branching())]
    return seeds, lambda data: load("m.keras", data)


def config():
    """The config in a `.keras` file that is whole otherwise."""
    parts = members(saved("b.keras", branching()))
    seeds = [parts["config.json"], members(saved("a.keras", perceptron()))["config.json"]]
    return seeds, lambda data: load("m.keras", zipped({**parts, "config.json": data}))


def weights_in_archive():
    """The weights in a `.keras` file that is whole otherwise."""
    parts = members(saved("b.keras", branching()))
    name = "model.weights.h5"
    return [parts[name]], lambda data: load("m.keras", zipped({**parts, name: data}))


def weights():
    """A `.weights.h5` file."""
    model = perceptron()
    path = FOLDER / "m.weights.h5"
    model.save_weights(path)

    def read(data):
        path.write_bytes(data)
        model.load_weights(path)

    return [path.read_bytes()], read


def legacy():
    """A whole model in a `.h5` file of Keras 2's form."""
    seeds = [saved("a.h5", perceptron()), saved("b.h5", branching())]
    return seeds, lambda data: load("m.h5", data)


def checkpoint_index():
    """The index of a checkpoint."""
    checkpoint = tf.train.Checkpoint(model=perceptron())
    path = checkpoint.write(FOLDER / "ckpt")

    def read(data):
        Path(f"{path}.index").write_bytes(data)
        checkpoint.read(path)

    return [Path(f"{path}.index").read_bytes()], read


def tensorflow_index():
    """The index of a checkpoint of real TensorFlow."""
    theirs = Path(__file__).parents[1] / "tests/train/data/tensorflow-1"
    shutil.copy(f"{theirs}.data-00000-of-00001", FOLDER / "tf.data-00000-of-00001")
    path = FOLDER / "tf"

    def read(data):
        Path(f"{path}.index").write_bytes(data)
        reader = tf.train.load_checkpoint(path)
        for name in list(reader.get_variable_to_shape_map())[:20]:
            reader.get_tensor(name)

    return [Path(f"{theirs}.index").read_bytes()], read


def checkpoint_state():
    """The file that says which checkpoints there are."""
    folder = FOLDER / "state"
    tf.train.Checkpoint(v=tf.Variable(1.0)).save(folder / "ckpt")

    def read(data):
        (folder / "checkpoint").write_bytes(data)
        tf.train.latest_checkpoint(folder)

    return [(folder / "checkpoint").read_bytes()], read


def _artifact(name):
    folder = FOLDER / "artifact"
    perceptron().export(folder, verbose=False)
    path = folder / name

    def read(data):
        path.write_bytes(data)
        tf.saved_model.load(folder).signatures  # noqa: B018 - made when it is asked for

    return [path.read_bytes()], read


def artifact_index():
    """The index of an exported model."""
    return _artifact("saved_model.json")


def artifact_variables():
    """The arrays of an exported model."""
    return _artifact("variables.h5")


def artifact_program():
    """A program of an exported model."""
    return _artifact("functions/0.stablehlo")


def arrays():
    """A `.npz` file of weights for another library."""
    path = FOLDER / "m.npz"
    tf.keras.saving.export_weights(perceptron(), path)

    def read(data):
        path.write_bytes(data)
        tf.keras.saving.read_arrays(path)

    return [path.read_bytes()], read


TARGETS: dict[str, Callable] = {
    target.__name__: target
    for target in (
        archive, config, weights_in_archive, weights, legacy, checkpoint_index, tensorflow_index,
        checkpoint_state, artifact_index, artifact_variables, artifact_program, arrays,
    )
}  # fmt: skip


def changed(data, max_size, seed):
    """A text of JSON with another value, a value less, or one in another's place.

    Bytes changed at random seldom make JSON; what is none is given to libFuzzer's own mutations.
    """
    try:
        root = json.loads(data)
    except ValueError:
        return atheris.Mutate(data, max_size)
    rng = random.Random(seed)
    for _ in range(rng.randint(1, 3)):
        places = list(_places(root))
        if not places:
            break
        container, key = rng.choice(places)
        kind = rng.randrange(5)
        if kind == 0 and isinstance(container, dict):
            del container[key]
        elif kind == 1:
            other, there = rng.choice(places)
            container[key] = json.loads(json.dumps(other[there]))
        elif kind == 2 and isinstance(container, list):
            container.insert(key, json.loads(json.dumps(container[key])))
        else:
            container[key] = json.loads(json.dumps(rng.choice(_VALUES)))
    return json.dumps(root).encode()[:max_size]


_VALUES = [
    None, True, False, 0, -1, 1, 3, 7.5, 1 << 40, -(1 << 70), float("nan"), "", "Dense", "relu",
    "../x", "__lambda__", "os", "function", [], {}, [None], [2, None], {"class_name": "Dense"},
]  # fmt: skip


def _places(value):
    """Every container with a key of it, inside a value."""
    if isinstance(value, (dict, list)):
        for key in list(value) if isinstance(value, dict) else range(len(value)):
            yield value, key
            yield from _places(value[key])


def words(seeds):
    """What texts may consist of, for libFuzzer to put together."""
    found = set()

    def visit(value):
        if isinstance(value, dict):
            for key, item in value.items():
                found.add(json.dumps(key))
                visit(item)
        elif isinstance(value, list):
            for item in value:
                visit(item)
        else:
            found.add(json.dumps(value))

    for seed in seeds:
        try:
            visit(json.loads(seed))
        except ValueError:
            continue
    return found


def main():
    name, *options = sys.argv[1:]
    seeds, read = TARGETS[name]()
    corpus = FOLDER / "corpus"
    corpus.mkdir()
    for i, seed in enumerate(seeds):
        (corpus / str(i)).write_bytes(seed)
    known = FOLDER / "words"
    lines = ["".join(f"\\x{byte:02x}" for byte in word.encode()) for word in words(seeds)]
    known.write_text("".join(f'"{line}"\n' for line in lines if len(line) < 400) or '"PK"\n')
    warnings.simplefilter("ignore")

    def damaged(data):
        try:
            read(data)
        except CLEAR:
            return

    arguments = [sys.argv[0], f"-dict={known}", "-timeout=60", "-rss_limit_mb=3000"]
    arguments += ["-max_len=40000", *options, str(corpus)]
    mutator = {"custom_mutator": changed} if name in ("config", "artifact_index") else {}
    atheris.Setup(arguments, damaged, **mutator)
    try:
        atheris.Fuzz()
    finally:
        shutil.rmtree(FOLDER, ignore_errors=True)


if __name__ == "__main__":
    if not os.path.isdir("/dev/shm"):
        sys.exit("the fuzzer writes its files to /dev/shm")
    main()
