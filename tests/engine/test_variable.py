import copy
import inspect
import pickle

import numpy as np
import pytest

import tapeflow as tf
from tapeflow.engine.variable import assign_all


def test_printed_form():
    v = tf.Variable([[1.0], [2.0]], name="w")
    assert repr(v) == (
        "<tf.Variable 'w:0' shape=(2, 1) dtype=float32, numpy=\n"
        "array([[1.],\n       [2.]], dtype=float32)>"
    )


def test_its_arguments_can_be_looked_up():
    """Its metaclass' `__call__` takes anything."""
    assert list(inspect.signature(tf.Variable).parameters)[:2] == ["initial_value", "trainable"]
    assert list(inspect.signature(tf.keras.Variable).parameters)[:2] == ["initializer", "shape"]


def test_assignments():
    v = tf.Variable([1.0, 2.0])
    v.assign([3.0, 4.0])
    v.assign_add([1.0, 1.0])
    v.assign_sub([2.0, 0.0])
    np.testing.assert_array_equal(v.numpy(), [2.0, 5.0])


def test_a_value_taken_before_an_assignment_stays():
    v = tf.Variable([1.0, 2.0])
    for _ in range(3):
        before = v.value()
        kept = before.numpy().copy()
        v.assign_add([1.0, 1.0])
        v.numpy()
        np.testing.assert_array_equal(before.numpy(), kept)


def test_numpy_arrays_taken_from_a_variable_do_not_change():
    v = tf.Variable(np.zeros(1000, np.float32))
    taken = v.numpy()
    for _ in range(3):
        v.assign_add(np.ones(1000, np.float32))
        v.numpy()
    assert not taken.any()


def test_two_variables_of_one_tensor_are_independent():
    t = tf.ones([1000])
    a, b = tf.Variable(t), tf.Variable(t)
    for _ in range(3):
        a.assign_add(t)
        a.numpy()
    assert (b.numpy() == 1).all()
    assert (t.numpy() == 1).all()
    assert (a.numpy() == 4).all()


def test_swap():
    a, b = tf.Variable([1.0]), tf.Variable([2.0])
    for _ in range(3):
        old = a.value()
        a.assign(b)
        b.assign(old)
    assert (a.numpy(), b.numpy()) == ([2.0], [1.0])


@pytest.mark.parametrize("value", [[1.0, 2.0, 3.0], [[1.0, 2.0]], 1.0])
def test_a_wrong_shape_is_refused_and_the_value_kept(value):
    v = tf.Variable([1.0, 2.0], name="w")
    with pytest.raises(ValueError, match="'w:0'"):
        v.assign(value)
    np.testing.assert_array_equal(v.numpy(), [1.0, 2.0])


def test_a_wrong_dtype_is_refused():
    v = tf.Variable([1.0, 2.0])
    with pytest.raises(ValueError, match="float32"):
        v.assign(tf.constant([1, 2]))


def test_a_shape_may_be_left_open():
    v = tf.Variable([1.0, 2.0], shape=tf.TensorShape([None]))
    v.assign([1.0, 2.0, 3.0])
    assert v.shape == [None]
    assert v.numpy().shape == (3,)


def test_copies_are_variables_of_their_own():
    v = tf.Variable([1.0], name="w", trainable=False)
    for other in (copy.deepcopy(v), pickle.loads(pickle.dumps(v))):
        other.assign([2.0])
        assert v.numpy() == [1.0]
        assert other.name == v.name
        assert other.trainable is False


def test_unhashable_but_has_a_reference():
    v = tf.Variable(1.0)
    with pytest.raises(TypeError, match="unhashable"):
        hash(v)
    assert {v.ref(): 1}[v.ref()] == 1
    assert v.ref().deref() is v


def test_assign_all_sets_several():
    a, b = tf.Variable(1.0), tf.Variable(2.0)
    assign_all([a, b], [a + 1.0, b + 1.0])
    assert (a.numpy(), b.numpy()) == (2.0, 3.0)


def test_a_variable_made_by_a_function():
    assert tf.Variable(lambda: tf.ones([2])).shape == [2]


def test_no_initial_value():
    with pytest.raises(ValueError, match="initial_value"):
        tf.Variable()


def test_methods_of_tensorflow_1():
    v, n = tf.Variable([1.0, 2.0]), tf.Variable(3)
    v.load([3.0, 4.0])
    np.testing.assert_array_equal(v.numpy(), [3.0, 4.0])
    assert (n.count_up_to(4).numpy(), n.numpy()) == (3, 4)
    with pytest.raises(tf.errors.OutOfRangeError, match="limit of 4"):
        n.count_up_to(4)
    with pytest.raises(tf.errors.InvalidArgumentError, match="not whole"):
        v.count_up_to(4)
    with pytest.raises(RuntimeError, match="numpy"):
        v.eval()
    with pytest.raises(NotImplementedError, match="numpy"):
        (v + 1).eval()


def test_batch_scatter_update_assigns_rows_of_each_part():
    v = tf.Variable(np.zeros((2, 3), np.int32))
    v.batch_scatter_update(tf.IndexedSlices([[10, 11], [12, 13]], [[0, 1], [2, 0]]))
    np.testing.assert_array_equal(v.numpy(), [[10, 11, 0], [13, 0, 12]])
