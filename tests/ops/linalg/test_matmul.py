import numpy as np
import pytest

import tapeflow as tf


def test_other_output_types_are_refused_with_the_alternative():
    with pytest.raises(NotImplementedError, match=r"tf\.cast"):
        tf.matmul([[1.0]], [[1.0]], output_type=tf.float64)


@pytest.mark.parametrize("dtype", ["bfloat16", "float16"])
def test_short_floats_are_summed_in_float32(dtype):
    ones = tf.cast(tf.ones([1, 1024]), dtype)
    third = tf.cast(tf.fill([1024, 1], 1 / 3), dtype)
    with tf.GradientTape() as tape:
        tape.watch(ones)
        product = tf.matmul(ones, third)
    exact = float(third.numpy()[0, 0]) * 1024
    # One rounding of the result; 1024 roundings would be off by several percent in bfloat16.
    np.testing.assert_allclose(float(product.numpy()[0, 0]), exact, rtol=4e-3)
    assert tape.gradient(product, ones).dtype == dtype


def test_shapes_and_flags_are_told():
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"\[2,3\].*\[2,3\]") as caught:
        tf.matmul(tf.ones([2, 3]), tf.ones([2, 3]))
    assert "3 rows in the second" in str(caught.value)
    with pytest.raises(tf.errors.InvalidArgumentError, match="transpose_a=True"):
        tf.matmul(tf.ones([2, 3]), tf.ones([3, 2]), transpose_a=True)


def test_a_vector_is_sent_to_matvec():
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"tf\.linalg\.matvec"):
        tf.matmul(tf.ones([2, 3]), tf.ones([3]))
