"""What TensorFlow does not have: adding to a part of a variable."""

import numpy as np
import pytest

import tapeflow as tf


def test_adding_to_a_part():
    v = tf.Variable(tf.zeros([2, 3]))
    v[0, 1].assign_add(5.0)
    v[:, 2].assign_sub([1.0, 2.0])
    np.testing.assert_array_equal(v.numpy(), [[0, 5, -1], [0, 0, -2]])


def test_a_part_of_another_shape_is_refused():
    v = tf.Variable([1.0, 2.0, 3.0])
    with pytest.raises(tf.errors.InvalidArgumentError, match="slice of variable"):
        v[1:].assign([1.0, 2.0, 3.0])
    assert v.numpy().tolist() == [1.0, 2.0, 3.0]


def test_a_tensor_has_no_assign():
    with pytest.raises(AttributeError, match="assign"):
        tf.constant([1.0])[0].assign(2.0)
