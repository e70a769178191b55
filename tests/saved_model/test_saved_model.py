"""Artifacts: saved, loaded without the class, called, differentiated, run by plain JAX, refused."""

import json
import subprocess
import sys
import textwrap

import numpy as np
import pytest

import tapeflow as tf

layers = tf.keras.layers


class Scale(tf.Module):
    def __init__(self):
        super().__init__()
        self.factor = tf.Variable(2.0)
        self.count = tf.Variable(0)
        self.parts = [tf.Variable([1.0, 2.0])]

    @tf.function(input_signature=[tf.TensorSpec([None, 3], tf.float32, name="x")])
    def __call__(self, x):
        self.count.assign_add(1)
        rows = tf.shape(x)[0]
        return {
            "flat": tf.reshape(x, [-1]) * self.factor,
            "numbers": tf.cast(tf.range(rows), tf.float32) + tf.zeros([rows]),
            "noise": tf.random.uniform([rows]),
        }

    @tf.function
    def power(self, base, exponent=2, negate=False):
        result = base**exponent
        return -result if negate else result


def test_a_module_comes_back_with_its_functions_and_variables(tmp_path):
    module = Scale()
    module.power(tf.ones([2]), exponent=3)
    module.power(tf.constant(2.0), negate=True)
    tf.saved_model.save(module, tmp_path / "m")
    assert tf.saved_model.contains_saved_model(tmp_path / "m")
    loaded = tf.saved_model.load(tmp_path / "m")
    for rows in (1, 5):
        result = loaded(tf.ones([rows, 3]))
        np.testing.assert_array_equal(result["flat"], np.full(3 * rows, 2.0))
        np.testing.assert_array_equal(result["numbers"], np.arange(rows))
    assert loaded.count.numpy() == 2
    assert module.count.numpy() == 0
    assert not np.array_equal(loaded(tf.ones([1, 3]))["noise"], result["noise"][:1])
    np.testing.assert_array_equal(loaded.power(tf.fill([2], 2.0), exponent=3), [8.0, 8.0])
    assert loaded.power(tf.constant(3.0), negate=True).numpy() == -9.0
    with pytest.raises(ValueError, match=r"(?s)matching concrete function.*'exponent': 5"):
        loaded.power(tf.ones([2]), exponent=5)
    assert len(loaded.trainable_variables) == 3
    np.testing.assert_array_equal(loaded.parts[0], [1.0, 2.0])


def test_gradients_flow_through_a_loaded_function(tmp_path):
    tf.saved_model.save(Scale(), tmp_path / "m")
    loaded = tf.saved_model.load(tmp_path / "m")
    x = tf.Variable(np.ones((2, 3), np.float32))
    with tf.GradientTape() as tape:
        y = tf.reduce_sum(loaded(x.value())["flat"] ** 2)
    by_x, by_factor = tape.gradient(y, [x, loaded.factor])
    np.testing.assert_allclose(by_x, np.full((2, 3), 8.0))
    np.testing.assert_allclose(by_factor, 24.0)


def test_signatures_take_names_and_give_a_dict(tmp_path):
    module = Scale()
    scalar = tf.TensorSpec([], tf.float32)
    twice = tf.function(lambda y: 2 * y).get_concrete_function(scalar)
    tf.saved_model.save(
        module,
        tmp_path / "m",
        signatures={"twice": twice},
    )
    loaded = tf.saved_model.load(tmp_path / "m")
    assert list(loaded.signatures) == ["twice"]
    assert loaded.signatures["twice"](y=tf.constant(4.0))["output_0"].numpy() == 8.0
    with pytest.raises(TypeError, match="expected: y="):
        loaded.signatures["twice"](z=tf.constant(4.0))


def convolutional():
    inputs = tf.keras.Input((8, 8, 1), name="image")
    x = layers.Conv2D(3, 3, padding="same", activation="relu")(inputs)
    x = layers.Flatten()(layers.BatchNormalization()(layers.MaxPooling2D()(x)))
    return tf.keras.Model(inputs, layers.Dense(2)(layers.Dropout(0.5)(x)))


def recurrent():
    return tf.keras.Sequential(
        [
            tf.keras.Input((None,), dtype="int32"),
            layers.Embedding(9, 4),
            layers.GRU(3),
            layers.Dense(2),
        ]
    )


@pytest.mark.parametrize(
    ("make", "shapes"),
    [(convolutional, [(1, 8, 8, 1), (5, 8, 8, 1)]), (recurrent, [(2, 6), (1, 3)])],
)
def test_a_model_serves_any_number_of_rows(tmp_path, make, shapes):
    model = make()
    model.export(tmp_path / "m", verbose=False)
    loaded = tf.saved_model.load(tmp_path / "m")
    dtype = model.inputs[0].dtype
    for shape in shapes:
        x = np.random.default_rng(0).integers(0, 9, shape).astype(getattr(dtype, "name", dtype))
        np.testing.assert_allclose(loaded.serve(x), model(x), rtol=1e-5, atol=1e-6)
        np.testing.assert_allclose(loaded(x), model(x), rtol=1e-5, atol=1e-6)
    assert len(loaded.trainable_variables) == len(model.trainable_variables)


def test_plain_jax_runs_it(tmp_path):
    model = convolutional()
    model.export(tmp_path / "m", verbose=False)
    script = textwrap.dedent("""
        import json, sys
        import h5py, jax, jax.export, numpy as np
        folder = sys.argv[1]
        index = json.load(open(folder + "/saved_model.json"))
        number = index["signatures"]["serving_default"]
        function = index["functions"][number]
        arrays = h5py.File(folder + "/variables.h5")
        captured = [arrays[str(index["objects"][i]["array"])][()] for i in function["captures"]]
        content = open(f"{folder}/functions/{number}.stablehlo", "rb").read()
        exported = jax.export.deserialize(bytearray(content))
        (y,) = exported.call(np.ones((3, 8, 8, 1), "float32"), *captured)
        assert "tapeflow" not in sys.modules
        print(json.dumps(np.asarray(y).tolist()))
    """)
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "m")],
        capture_output=True,
        text=True,
        check=True,
    )
    expected = model(np.ones((3, 8, 8, 1), "float32"))
    np.testing.assert_allclose(json.loads(done.stdout), expected, rtol=1e-5, atol=1e-6)


def test_what_depends_on_sizes_is_refused():
    class Odd(tf.Module):
        @tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])
        def __call__(self, x):
            return x * 2 if x.shape[0] == 2 else x + 1

    with pytest.raises(ValueError, match="sizes that are not known"):
        tf.saved_model.save(Odd(), "never-written")

    class Slope(tf.Module):
        @tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])
        def __call__(self, x):
            with tf.GradientTape() as tape:
                tape.watch(x)
                y = tf.reduce_sum(x * x)
            return tape.gradient(y, x)

    with pytest.raises(ValueError, match="a gradient is taken inside"):
        tf.saved_model.save(Slope(), "never-written")


def test_bad_folders_and_objects_are_refused(tmp_path):
    with pytest.raises(OSError, match="does not exist"):
        tf.saved_model.load(tmp_path)
    (tmp_path / "saved_model.pb").write_bytes(b"")
    with pytest.raises(ValueError, match="real TensorFlow"):
        tf.saved_model.load(tmp_path)
    with pytest.raises(ValueError, match="nothing to call"):
        tf.saved_model.save(tf.Module(), tmp_path / "m")
    (tmp_path / "saved_model.json").write_text("{}")
    with pytest.raises(ValueError, match="damaged"):
        tf.saved_model.load(tmp_path)


def test_a_folder_is_replaced_whole(tmp_path):
    module = Scale()
    tf.saved_model.save(module, tmp_path / "m")
    module.factor.assign(5.0)
    tf.saved_model.save(module, tmp_path / "m")
    assert tf.saved_model.load(tmp_path / "m").factor.numpy() == 5.0
    assert [path.name for path in tmp_path.iterdir()] == ["m"]
