"""Models to files and back: whole, damaged, hostile and half-written files."""

import io
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
import zipfile

import h5py
import numpy as np
import pytest

import tapeflow as tf

layers = tf.keras.layers


def perceptron():
    return tf.keras.Sequential(
        [
            tf.keras.Input((4,)),
            layers.Dense(3, activation="relu"),
            layers.Dropout(0.5),
            layers.BatchNormalization(),
            layers.Dense(2),
        ]
    )


class Block(layers.Layer):
    def __init__(self, units=2, **options):
        super().__init__(**options)
        self.units = units
        self.zeta = layers.Dense(units)
        self._private = layers.Dense(units)
        self.many = [layers.Dense(units), [layers.Dense(units)], {"a": layers.Dense(units)}]

    def call(self, inputs):
        outputs = self.many[0](self._private(self.zeta(inputs)))
        return self.many[2]["a"](self.many[1][0](outputs))

    def get_config(self):
        return {**super().get_config(), "units": self.units}


class Nested(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.alpha = layers.Dense(2)
        self.block = Block()
        self.out = layers.Dense(2)

    def call(self, inputs):
        return self.out(self.block(self.alpha(inputs)))


x = np.random.default_rng(0).normal(size=(5, 4)).astype("float32")


@pytest.mark.parametrize("ending", [".keras", ".h5"])
@pytest.mark.filterwarnings("ignore:You are saving your model as an HDF5 file")
def test_a_model_comes_back_with_its_config_and_weights(tmp_path, ending):
    model = perceptron()
    path = tmp_path / f"model{ending}"
    model.save(path)
    again = tf.keras.models.load_model(path)
    np.testing.assert_array_equal(again(x), model(x))
    assert [layer.name for layer in again.layers] == [layer.name for layer in model.layers]
    assert again.layers[0].get_config() == model.layers[0].get_config()
    assert os.listdir(tmp_path) == [path.name]  # no temporary file is left


def test_weights_lie_where_keras_keeps_them(tmp_path):
    model = Nested()
    model(x)
    model.save_weights(tmp_path / "m.weights.h5")
    with h5py.File(tmp_path / "m.weights.h5") as file:
        found = []
        file.visititems(lambda name, item: found.append(name) if name.endswith("vars/0") else None)
    # As real Keras 3.15 writes this model (`out` is found by the list of layers first).
    assert sorted(found) == [
        "alpha/vars/0",
        "block/_private/vars/0",
        "block/many/container/dense/vars/0",
        "block/many/container_1/dense/vars/0",
        "block/many/dense/vars/0",
        "block/zeta/vars/0",
        "layers/dense_1/vars/0",
    ]
    other = Nested()
    other(x)
    other.load_weights(tmp_path / "m.weights.h5")
    np.testing.assert_array_equal(other(x), model(x))


def test_weights_that_do_not_fit_change_nothing(tmp_path):
    model = perceptron()
    model.save_weights(tmp_path / "m.weights.h5")
    other = tf.keras.Sequential(
        [tf.keras.Input((4,)), layers.Dense(3), layers.BatchNormalization(), layers.Dense(7)]
    )
    before = other.get_weights()
    with pytest.raises(ValueError, match=r"(?s)1 objects could not be loaded.*\(3, 2\).*\(3, 7\)"):
        other.load_weights(tmp_path / "m.weights.h5")
    for a, b in zip(before, other.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    with pytest.warns(UserWarning, match="could not be loaded"):
        other.load_weights(tmp_path / "m.weights.h5", skip_mismatch=True)
    np.testing.assert_array_equal(other.get_weights()[0], model.get_weights()[0])
    np.testing.assert_array_equal(other.get_weights()[-2], before[-2])


def test_bad_names_and_states_are_refused(tmp_path):
    model = perceptron()
    with pytest.raises(ValueError, match=r"\.weights\.h5"):
        model.save_weights(tmp_path / "m.npz")
    with pytest.raises(ValueError, match=r"\.keras"):
        model.save(tmp_path / "m")
    model.save(tmp_path / "m.keras")
    with pytest.raises(ValueError, match="overwrite=False"):
        model.save(tmp_path / "m.keras", overwrite=False)
    with pytest.raises(ValueError, match="not yet been built"):
        tf.keras.Sequential([layers.Dense(2)]).save_weights(tmp_path / "m.weights.h5")
    with pytest.raises(ValueError, match="File not found"):
        tf.keras.models.load_model(tmp_path / "none.keras")
    with pytest.raises(FileNotFoundError, match="File not found"):
        model.load_weights(tmp_path / "none.weights.h5")


def _with_config(path, change):
    """A copy of a model file whose config was changed."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    config = json.loads(members["config.json"])
    change(config)
    members["config.json"] = json.dumps(config).encode()
    hostile = path.with_name("hostile.keras")
    with zipfile.ZipFile(hostile, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return hostile


@pytest.mark.parametrize(
    "target", [("os", "system"), ("builtins", "eval"), ("antigravity", "webbrowser")]
)
def test_a_file_can_name_no_function_and_import_no_module(tmp_path, target):
    perceptron().save(tmp_path / "m.keras")

    def change(config):
        config["config"]["layers"][1] = {
            "module": target[0],
            "class_name": target[1],
            "config": {"command": "touch owned"},
            "registered_name": target[1],
        }

    hostile = _with_config(tmp_path / "m.keras", change)
    sys.modules.pop("antigravity", None)
    with pytest.raises(TypeError, match="could not locate class"):
        tf.keras.models.load_model(hostile)
    assert "antigravity" not in sys.modules


@pytest.mark.parametrize("name", ["../evil.txt", "/evil.txt", "assets/../../evil.txt"])
def test_a_member_that_leads_out_of_the_archive_is_refused(tmp_path, name):
    perceptron().save(tmp_path / "m.keras")
    with zipfile.ZipFile(tmp_path / "m.keras", "a") as archive:
        archive.writestr(name, "evil")
    with pytest.raises(ValueError, match="not read"):
        tf.keras.models.load_model(tmp_path / "m.keras")


def _damaged_weights(tmp_path, damage):
    model = perceptron()
    path = tmp_path / "m.weights.h5"
    model.save_weights(path)
    with h5py.File(path, "r+") as file:
        del file["layers/dense/vars/0"]
        damage(file["layers/dense/vars"])
    return model, path


def _external_link(group):
    group["0"] = h5py.ExternalLink("other.h5", "/secret")


def _soft_link(group):
    group["0"] = h5py.SoftLink("/layers/dense_1/vars/0")


def _external_data(group):
    group.create_dataset("0", (4, 3), "float32", external=[("secret.bin", 0, 48)])


def _absurd_shape(group):
    group.create_dataset("0", (1 << 20, 1 << 20), "float32", chunks=(1024, 1024))


@pytest.mark.parametrize("damage", [_external_link, _soft_link, _external_data, _absurd_shape])
def test_hostile_datasets_are_not_read(tmp_path, damage):
    model, path = _damaged_weights(tmp_path, damage)
    before = model.get_weights()
    with pytest.raises(ValueError, match=r"not followed|not read|do not fit"):
        model.load_weights(path)
    np.testing.assert_array_equal(model.get_weights()[0], before[0])


@pytest.mark.parametrize("kept", [0, 10, 1000, -200])
@pytest.mark.parametrize("name", ["m.keras", "m.weights.h5"])
def test_a_truncated_file_is_one_clear_error(tmp_path, name, kept):
    model = perceptron()
    path = tmp_path / name
    (model.save if name.endswith(".keras") else model.save_weights)(path)
    content = path.read_bytes()
    path.write_bytes(content[:kept])
    load = tf.keras.models.load_model if name.endswith(".keras") else model.load_weights
    with pytest.raises(ValueError, match="not a whole one"):
        load(path)


def test_a_failed_save_keeps_the_old_file(tmp_path):
    model = perceptron()
    model.save(tmp_path / "m.keras")
    before = (tmp_path / "m.keras").read_bytes()

    class Failing(layers.Dense):
        def save_own_variables(self, store):
            raise OSError(28, "No space left on device")

    model.add(Failing(2))
    with pytest.raises(OSError, match="No space"):
        model.save(tmp_path / "m.keras")
    assert (tmp_path / "m.keras").read_bytes() == before
    assert os.listdir(tmp_path) == ["m.keras"]


def test_a_killed_save_leaves_a_whole_file(tmp_path):
    script = textwrap.dedent("""
        import sys
        import tapeflow as tf
        layers = tf.keras.layers
        model = tf.keras.Sequential([tf.keras.Input((300,)), layers.Dense(300), layers.Dense(300)])
        while True:
            model.save(sys.argv[1])
            print("saved", flush=True)
    """)
    path = tmp_path / "m.keras"
    rng = np.random.default_rng(0)
    for _ in range(3):
        process = subprocess.Popen(
            [sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout.readline() == "saved\n"
        time.sleep(rng.uniform(0, 0.05))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        assert len(tf.keras.models.load_model(path).layers) == 2


def test_half_precision_weights_come_back(tmp_path):
    layer = layers.Dense(2, dtype="bfloat16")
    model = tf.keras.Sequential([tf.keras.Input((4,)), layer])
    model.save(tmp_path / "m.keras")
    again = tf.keras.models.load_model(tmp_path / "m.keras")
    assert again.layers[0].kernel.dtype == tf.bfloat16
    np.testing.assert_array_equal(
        again.layers[0].kernel.numpy().astype("float32"), layer.kernel.numpy().astype("float32")
    )


def test_the_weights_are_read_where_they_lie(tmp_path):
    perceptron().save(tmp_path / "m.keras")
    with zipfile.ZipFile(tmp_path / "m.keras") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
        assert all(m.compress_type == zipfile.ZIP_STORED for m in archive.infolist())
    assert h5py.File(io.BytesIO(members["model.weights.h5"]))["layers/dense/vars/0"].shape == (4, 3)
    # Compressed by somebody: read all the same.
    with zipfile.ZipFile(tmp_path / "c.keras", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    assert len(tf.keras.models.load_model(tmp_path / "c.keras").layers) == 4


def test_a_class_of_the_users_is_found_by_name_only(tmp_path):
    model = tf.keras.Sequential([tf.keras.Input((4,)), Block(3)])
    model(x)
    model.save(tmp_path / "m.keras")
    again = tf.keras.models.load_model(tmp_path / "m.keras", custom_objects={"Block": Block})
    np.testing.assert_array_equal(again(x), model(x))


def test_a_layer_of_two_models_comes_back_as_one(tmp_path):
    shared = tf.keras.Sequential([tf.keras.Input((4,)), layers.Dense(2)])
    inner = tf.keras.Input((4,))
    other = tf.keras.Model(inner, shared(inner) + 1)
    outer = tf.keras.Input((4,))
    model = tf.keras.Model(outer, [shared(outer), other(outer)])
    model.save(tmp_path / "m.keras")
    again = tf.keras.models.load_model(tmp_path / "m.keras")
    assert len(again.weights) == 2
    for one, two in zip(model(x), again(x), strict=True):
        np.testing.assert_array_equal(one, two)


def test_training_that_was_said_is_kept_and_a_default_is_not(tmp_path):
    inputs = tf.keras.Input((4,))
    model = tf.keras.Model(inputs, layers.Dropout(0.5)(inputs, training=True))
    model.save(tmp_path / "m.keras")
    again = tf.keras.models.load_model(tmp_path / "m.keras")
    assert np.any(again(x, training=False).numpy() == 0)

    def change(config):  # as Keras writes it, though nobody said so
        config["config"]["layers"][1]["inbound_nodes"][0]["kwargs"] = {"training": False}

    again = tf.keras.models.load_model(_with_config(tmp_path / "m.keras", change))
    assert np.any(again(x, training=True).numpy() == 0)


@pytest.mark.parametrize("ending", ["keras", "h5"])
@pytest.mark.filterwarnings("ignore:You are saving your model as an HDF5 file")
def test_a_config_of_absurd_sizes_makes_no_weights(tmp_path, ending):
    path = tmp_path / f"m.{ending}"
    perceptron().save(path)
    if ending == "keras":

        def change(config):
            config["config"]["layers"][1]["config"]["units"] = 1 << 40

        path = _with_config(path, change)
    else:
        with h5py.File(path, "r+") as file:
            text = file.attrs["model_config"]
            file.attrs["model_config"] = text.replace('"units": 3', f'"units": {1 << 40}')
    with pytest.raises(ValueError, match="larger than what the file can hold"):
        tf.keras.models.load_model(path)


@pytest.mark.parametrize(
    "content", [b"[]", b"{", b'{"class_name": "Sequential", "config": {"layers": [{"a": 1}]}}']
)
def test_a_damaged_config_is_one_clear_error(tmp_path, content):
    perceptron().save(tmp_path / "m.keras")
    with zipfile.ZipFile(tmp_path / "m.keras") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(tmp_path / "h.keras", "w") as archive:
        for name, member in members.items():
            archive.writestr(name, content if name == "config.json" else member)
    with pytest.raises((ValueError, TypeError)):
        tf.keras.models.load_model(tmp_path / "h.keras")


def test_a_full_disk_raises_and_keeps_the_old_files(tmp_path):
    """A limit on the size of files, in a process of its own, is what a full disk is to a writer."""
    script = textwrap.dedent("""
        import resource, signal, sys
        from pathlib import Path
        import tapeflow as tf
        model = tf.keras.Sequential([tf.keras.Input((300,)), tf.keras.layers.Dense(300)])
        folder = Path(sys.argv[1])
        saves = [
            lambda: model.save(folder / "m.keras"),
            lambda: model.save_weights(folder / "m.weights.h5"),
            lambda: tf.keras.saving.export_weights(model, folder / "m.npz"),
            lambda: tf.train.Checkpoint(model=model).write(folder / "ckpt"),
        ]
        for save in saves:
            save()
        files = lambda: {p.name: p.read_bytes() for p in folder.iterdir()}
        before = files()
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        for save in saves:
            try:
                save()
            except OSError as error:
                print("refused")
        assert files() == before
    """)
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.split() == ["refused"] * 4
