"""Operators where Python, NumPy and other classes meet tensors."""

import numpy as np
import pytest

import tapeflow as tf
from tapeflow.errors import InvalidArgumentError
from tests.engine.counting import compiles


class Stranger:
    """Something that knows how to be added to a tensor."""

    def __radd__(self, other):
        return "radd"

    def __add__(self, other):
        return "add"

    def __gt__(self, other):
        return "gt"


def test_an_array_on_the_left_gives_a_tensor():
    for result in (
        np.ones(2) + tf.ones([2]),
        np.float64(2) * tf.ones([2]),
        np.ones(2) < tf.ones([2]),
    ):
        assert isinstance(result, tf.Tensor)
    assert (np.ones(2) + tf.ones([2])).dtype == tf.float32


def test_a_stranger_has_its_turn():
    assert tf.ones([2]) + Stranger() == "radd"
    assert Stranger() + tf.ones([2]) == "add"
    assert (tf.ones([2]) < Stranger()) == "gt"
    with pytest.raises(ValueError, match="unsupported type"):
        tf.ones([2]) - Stranger()


def test_shapes_that_do_not_fit_are_named_with_a_fix():
    with pytest.raises(InvalidArgumentError, match=r"\[2, 3\] vs\. \[2\](.|\n)*tf\.expand_dims"):
        tf.ones([2, 3]) + tf.ones([2])


def test_dtypes_that_differ_point_to_cast():
    with pytest.raises(InvalidArgumentError, match=r"int32(.|\n)*tf\.cast"):
        tf.ones([2]) * tf.constant([1, 2])


def test_a_fraction_times_integers_is_a_type_error():
    with pytest.raises(TypeError, match=r"Cannot convert 0\.5(.|\n)*tf\.cast"):
        tf.constant([1, 2]) * 0.5


def test_a_second_exponent_of_a_line_makes_exponents_data():
    x = tf.constant([1.5, 2.0])

    def powers(exponents):
        return [(x**n).numpy() for n in exponents]

    powers([2, 3, 7])
    with compiles() as programs:
        results = powers([1, 2, 3, 5, 8, -1, 0.5])
    assert not programs
    expected = [np.array([1.5, 2.0]) ** n for n in (1, 2, 3, 5, 8, -1, 0.5)]
    np.testing.assert_allclose(results, expected, rtol=1e-6)  # XLA's pow: within 2 units


def test_a_number_that_changes_compiles_nothing():
    x = tf.constant([1.0, 2.0])
    for _ in range(2):  # the first time it may run from small programs that other tests left
        ((x * 0.1 + 2) / 3).numpy()
    with compiles() as programs:
        for i in range(5):
            np.testing.assert_allclose(
                (x * (i + 0.5) + i) / (i + 1), ([1, 2] * np.array(i + 0.5) + i) / (i + 1), rtol=1e-6
            )
    assert not programs


def test_whole_numbers_wrap_around_as_int32_does():
    assert (tf.constant(2**31 - 1) + 1).numpy() == -(2**31)


def test_a_list_with_variables_becomes_a_tensor():
    v = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        y = tf.reduce_sum(tf.convert_to_tensor([v, [v * v][0], 1.0]) * [1.0, 10.0, 100.0])
    assert y.numpy() == 142.0
    assert tape.gradient(y, v).numpy() == 41.0
