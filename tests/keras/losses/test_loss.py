"""Losses as objects: reductions, weights, users' own."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tapeflow as tf

losses = tf.keras.losses


def test_keras_2_reductions():
    y_true, y_pred = [[0.0], [0.0]], [[1.0], [3.0]]
    kind, reduction = losses.MeanSquaredError, losses.Reduction
    assert kind(reduction.NONE)(y_true, y_pred).numpy().tolist() == [1.0, 9.0]
    assert float(kind(reduction.SUM)(y_true, y_pred)) == 10.0
    assert float(kind(reduction.AUTO)(y_true, y_pred)) == 5.0
    assert float(kind(reduction.SUM_OVER_BATCH_SIZE)(y_true, y_pred)) == 5.0
    assert set(reduction.all()) == {"auto", "none", "sum", "sum_over_batch_size"}


def test_an_unknown_reduction_is_refused():
    with pytest.raises(ValueError, match="median"):
        losses.MeanSquaredError(reduction="median")


@settings(max_examples=20, deadline=None)
@given(st.lists(st.floats(-10, 10, width=32), min_size=1, max_size=5))
def test_weights_of_one_change_nothing(values):
    y_pred = np.array(values, "float32")[:, None]
    loss = losses.MeanAbsoluteError()
    plain = loss(np.zeros_like(y_pred), y_pred)
    weighted = loss(np.zeros_like(y_pred), y_pred, sample_weight=np.ones(len(values)))
    # Two programs, of which one may be compiled and the other carried out in NumPy: the order in
    # which five numbers are added, half a unit in the last place each.
    np.testing.assert_allclose(plain.numpy(), weighted.numpy(), rtol=3e-7)


def test_a_vector_and_a_column_are_paired_not_crossed():
    y = np.arange(4.0)
    assert float(losses.MeanSquaredError()(y, (y + 1)[:, None])) == 1.0
    assert losses.MSE(y, (y + 1)[:, None]).shape == (4,)


def test_shapes_that_do_not_fit_are_refused():
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"\(2, 3\)(.|\n)*\(2, 4\)"):
        losses.MeanSquaredError()(tf.zeros([2, 3]), tf.zeros([2, 4]))


def test_a_double_array_is_computed_in_float32():
    assert losses.MeanSquaredError()(np.zeros(2), np.ones(2)).dtype is tf.float32
    assert losses.MeanSquaredError(dtype="float64")([0.0], [1.0]).dtype is tf.float64


def test_a_users_loss_sees_floats_of_the_losses_dtype():
    seen = []

    class Mine(losses.Loss):
        def call(self, y_true, y_pred):
            seen.extend([y_true.dtype.name, y_pred.dtype.name])
            return tf.abs(y_true - y_pred)

    assert float(Mine()(np.array([1, 2]), np.array([2.0, 4.0]))) == 1.5
    assert seen == ["float32", "float32"]


def test_a_users_loss_may_take_a_dictionary():
    class Both(losses.Loss):
        def call(self, y_true, y_pred):
            return tf.abs(y_true["a"] - y_pred["a"]) + tf.abs(y_true["b"] - y_pred["b"])

    assert float(Both()({"a": [1], "b": [2]}, {"a": [2.0], "b": [4.0]})) == 3.0


def test_a_loss_without_call_says_so():
    with pytest.raises(NotImplementedError, match="call"):
        losses.Loss()([1.0], [1.0])


def test_a_function_as_a_loss():
    from tapeflow.keras.losses.loss import LossFunctionWrapper

    loss = LossFunctionWrapper(lambda y_true, y_pred, by: by * tf.abs(y_true - y_pred), by=2.0)
    assert float(loss([1], [[3.0]])) == 4.0


@pytest.mark.parametrize("identifier", ["mse", "MSE", "mean_squared_error", losses.MSE])
def test_a_loss_is_found_by_its_names(identifier):
    assert losses.get(identifier) is losses.mean_squared_error


def test_an_unknown_name_is_refused():
    with pytest.raises(ValueError, match="custom_objects"):
        losses.get("squared_mistakes")
    assert losses.deserialize("mine", {"mine": abs}) is abs


def test_hubers_delta_survives_its_configuration():
    again = losses.deserialize(losses.serialize(losses.Huber(2.0)))
    assert float(again([[0.0]], [[10.0]])) == 18.0


def test_a_loss_reads_back_through_a_tape():
    v = tf.Variable([[2.0]])
    with tf.GradientTape() as tape:
        loss = losses.MeanSquaredError()([[0.0]], v)
    assert tape.gradient(loss, v).numpy().tolist() == [[4.0]]
