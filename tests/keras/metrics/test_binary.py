"""Metrics of yes-or-no predictions: laws, pickling, refusals."""

import pickle

import numpy as np
import pytest

import tapeflow as tf
from tests.engine.counting import compiles

metrics = tf.keras.metrics


def test_many_thresholds_give_the_area_that_ranks_give():
    rng = np.random.default_rng(0)
    y_true, y_pred = rng.integers(0, 2, 60), rng.random(60).astype("float32")
    metric = metrics.AUC(num_thresholds=5000)
    metric.update_state(y_true, y_pred)
    positive, negative = y_pred[y_true == 1], y_pred[y_true == 0]
    expected = np.mean(positive[:, None] > negative[None])  # the chance of the right order
    np.testing.assert_allclose(metric.result(), expected, atol=1e-6)


def test_two_halves_are_a_whole():
    rng = np.random.default_rng(1)
    y_true, y_pred = rng.integers(0, 2, (8, 3)), rng.random((8, 3)).astype("float32")
    whole, halves = metrics.AUC(curve="PR"), metrics.AUC(curve="PR")
    whole.update_state(y_true, y_pred)
    halves.update_state(y_true[:4], y_pred[:4])
    halves.update_state(y_true[4:], y_pred[4:])
    assert float(whole.result()) == float(halves.result())


def test_updates_compile_once():
    metric = metrics.Precision(thresholds=[0.3, 0.7])
    batch = np.array([0, 1, 1, 0]), np.array([0.2, 0.9, 0.4, 0.6], "float32")

    def epoch():
        metric.reset_state()
        for _ in range(4):
            metric.update_state(*batch)
        np.testing.assert_allclose(metric.result(), [2 / 3, 1.0])

    epoch()
    epoch()
    with compiles() as compiled:
        epoch()
    assert not compiled


@pytest.mark.parametrize(
    "metric",
    [
        metrics.AUC(multi_label=True, label_weights=[1.0, 2.0]),
        metrics.Recall(top_k=1),
        metrics.F1Score(),
        metrics.OneHotMeanIoU(2),
        metrics.R2Score(),
        metrics.RecallAtPrecision(0.4),
    ],
    ids=lambda metric: type(metric).__name__,
)
def test_pickles_with_its_state(metric):
    batch = np.array([[0, 1], [1, 0], [0, 1]]), np.array([[0.2, 0.9], [0.4, 0.6], [0.1, 0.7]])
    metric.update_state(*batch)
    again = pickle.loads(pickle.dumps(metric))
    again.update_state(*batch)
    metric.update_state(*batch)
    np.testing.assert_array_equal(again.result(), metric.result())


def test_a_config_is_plain_data():
    config = metrics.AUC(label_weights=[0.5, 2.0]).get_config()
    assert config["label_weights"] == [0.5, 2.0]
    assert metrics.AUC.from_config(config).get_config() == config


@pytest.mark.parametrize(
    ("metric", "y_true", "y_pred", "message"),
    [
        (metrics.Precision(), [1, 0, 1], [[0.1, 0.2], [0.3, 0.4]], "one_hot"),
        (metrics.Precision(class_id=0), [1, 0], [0.1, 0.2], "class_id"),
        (metrics.AUC(multi_label=True), [1, 0], [0.1, 0.2], "rank 2"),
    ],
)
def test_refuses_what_does_not_fit(metric, y_true, y_pred, message):
    with pytest.raises(ValueError, match=message):
        metric.update_state(y_true, y_pred)


def test_float_weights_of_whole_counts_warn():
    with pytest.warns(UserWarning, match="float32"):
        metrics.MeanIoU(2).update_state([0, 1], [0, 1], sample_weight=np.array([0.5, 1.0]))


def test_stateless_calls_leave_the_state():
    metric = metrics.Mean()
    metric.update_state([4.0])
    state = metric.stateless_update_state([tf.constant(2.0), tf.constant(1.0)], [4.0])
    assert float(metric.stateless_result(state)) == 3.0
    assert float(metric.result()) == 4.0
    with pytest.raises(ValueError, match="1:1"):
        metric.stateless_result([1.0])
