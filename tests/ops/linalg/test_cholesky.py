import numpy as np

import tapeflow as tf


def test_a_matrix_that_is_not_positive_gives_nan_and_spares_its_neighbors():
    matrices = tf.constant([[[1.0, 0.0], [0.0, -1.0]], [[4.0, 0.0], [0.0, 4.0]]])
    factors = tf.linalg.cholesky(matrices).numpy()
    assert np.isnan(factors[0]).any()
    np.testing.assert_array_equal(factors[1], [[2, 0], [0, 2]])


def test_the_upper_triangle_is_not_read():
    lower = np.array([[4.0, 9.0], [2.0, 5.0]], "float32")
    whole = np.array([[4.0, 2.0], [2.0, 5.0]], "float32")
    np.testing.assert_array_equal(tf.linalg.cholesky(lower), tf.linalg.cholesky(whole))
