"""keras.ops: symbolic tensors, Python's numbers, two doors to one op."""

import subprocess
import sys

import numpy as np
import pytest

import tapeflow as tf

ops = tf.keras.ops


@pytest.mark.parametrize("dtype", ["int32", "float16", "bfloat16", "float32", "float64"])
def test_a_number_takes_the_tensor_s_dtype(dtype):
    x = tf.constant([1, 2], dtype)
    assert ops.add(x, 1).dtype == dtype
    wanted = "float32" if dtype == "int32" else dtype
    assert ops.multiply(2.5, x).dtype == wanted
    assert ops.where(x > 1, x, 0.5).dtype == wanted


def test_tensors_of_different_dtypes_meet_while_tf_stays_strict():
    half, whole = tf.constant([1.5], "float16"), tf.constant([2])
    assert ops.add(half, whole).dtype == "float16"
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.add(half, whole)


@pytest.mark.parametrize(
    ("function", "shape"),
    [
        (lambda x: ops.add(x, 1), (None, 4)),
        (lambda x: ops.mean(x, axis=-1, keepdims=True), (None, 1)),
        (lambda x: ops.matmul(x, np.ones((4, 3), "float32")), (None, 3)),
        (lambda x: ops.split(x, 2, axis=1)[1], (None, 2)),
        (lambda x: ops.concatenate([x, x], axis=1), (None, 8)),
        (lambda x: ops.where(ops.greater(x, 0), x, 0.0), (None, 4)),
        (lambda x: ops.one_hot(ops.argmax(x, axis=1), 4), (None, 4)),
        (lambda x: ops.reshape(x, (-1, 2, 2)), (None, 2, 2)),
        (lambda x: ops.einsum("bi,bj->bij", x, x), (None, 4, 4)),
    ],
)
def test_a_functional_model_of_them_gives_what_they_give(function, shape):
    inputs = tf.keras.Input((4,))
    outputs = function(inputs)
    assert tuple(outputs.shape) == shape
    values = np.random.default_rng(0).normal(size=(3, 4)).astype("float32")
    np.testing.assert_allclose(
        tf.keras.Model(inputs, outputs)(values), function(tf.constant(values)), rtol=1e-6
    )


def test_a_symbolic_shape_is_a_tuple():
    assert ops.shape(tf.keras.Input((4, 2))) == (None, 4, 2)


def test_half_precision_sums_do_not_overflow_into_other_dtypes():
    assert ops.sum(tf.ones([10], "int8") * 100).numpy() == 1000
    assert ops.sum(tf.ones([3], "float16")).dtype == "float16"


def test_keras_is_imported_without_them():
    late = "('tapeflow.keras.ops', 'tapeflow.keras.layers.preprocessing.image_layer')"
    code = f"import tapeflow.keras, sys; print(any(name in sys.modules for name in {late}))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("call", "kind"),
    [
        (lambda: ops.where([True], 1), ValueError),
        (lambda: ops.normalize(tf.ones([2]), order=0), ValueError),
        (lambda: ops.multi_hot([1]), ValueError),
        (lambda: ops.pad(tf.ones([2]), 1, "edge", 3.0), ValueError),
        (lambda: ops.scatter_update(tf.ones([2]), [[0]], [1.0], "mean"), ValueError),
        (lambda: ops.bincount(tf.sparse.from_dense([1]), sparse=True), NotImplementedError),
        (lambda: ops.matmul(tf.ones([2, 3]), tf.ones([2, 3])), tf.errors.InvalidArgumentError),
    ],
)
def test_refusals(call, kind):
    with pytest.raises(kind):
        call()


def test_loops_are_traced_inside_functions_and_have_gradients():
    x = tf.constant([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])

    def final(x):
        last, _ = ops.scan(lambda carry, row: (carry * row, carry), tf.ones([2]), x)
        return ops.sum(ops.fori_loop(0, 2, lambda i, value: value * 2.0, last))

    for function in (final, tf.function(final)):
        with tf.GradientTape() as tape:
            tape.watch(x)
            loss = function(x)
        assert float(loss) == 4 * (15 + 48)
        expected = 4 * np.array([[15.0, 24.0], [5.0, 12.0], [3.0, 8.0]])
        np.testing.assert_allclose(tape.gradient(loss, x), expected, rtol=1e-6)
