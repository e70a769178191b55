"""Metrics: running means, states, users' own."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tapeflow as tf
from tests.engine.counting import compiles

metrics = tf.keras.metrics


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.lists(st.floats(-100, 100, width=32), min_size=3, max_size=3), min_size=1, max_size=4
    )
)
def test_the_mean_of_batches_is_the_mean_of_all(batches):
    metric = metrics.Mean()
    for batch in batches:
        metric.update_state(batch)
    np.testing.assert_allclose(metric.result(), np.mean(batches), rtol=1e-5, atol=1e-5)


def test_updates_and_resets_compile_once():
    metric = metrics.SparseCategoricalAccuracy()
    labels, y_pred = np.array([1, 0], "int32"), np.array([[0.2, 0.8], [0.4, 0.6]], "float32")
    for _ in range(3):
        metric.update_state(labels, y_pred)
    float(metric.result())
    with compiles() as compiled:
        metric.reset_state()
        for _ in range(5):
            metric.update_state(labels, y_pred)
        assert float(metric.result()) == 0.5
    assert not compiled


def test_an_array_may_be_changed_after_the_update():
    metric, values = metrics.Mean(), np.array([1.0, 3.0])
    metric.update_state(values)
    values[:] = 0
    assert float(metric.result()) == 2.0


def test_a_result_formats_like_a_number():
    metric = metrics.Mean()
    metric.update_state([0.25, 0.75])
    assert "%f" % metric.result() == "0.500000"  # noqa: UP031 - as the tutorial prints it
    assert f"{metric.result():.2f}" == "0.50"


def test_a_result_keeps_its_value_after_a_reset():
    metric = metrics.Mean()
    result = metric([1.0, 2.0])
    metric.reset_states()
    assert float(result) == 1.5
    assert float(metric.result()) == 0.0


def test_states_merge():
    first, second = metrics.Mean(), metrics.Mean()
    first.update_state([1.0, 2.0])
    second.update_state([6.0])
    first.merge_state([second])
    assert float(first.result()) == 3.0
    with pytest.raises(ValueError, match="not compatible"):
        first.merge_state([metrics.Sum()])


def test_a_users_metric_may_name_its_weights_first():
    class Biggest(metrics.Metric):
        def __init__(self):
            super().__init__()
            self.biggest = self.add_weight("biggest", initializer="zeros")
            self.counts = self.add_weight("counts", shape=(2,), initializer="ones", dtype=tf.int32)

        def update_state(self, values):
            self.biggest.assign(tf.maximum(self.biggest, tf.reduce_max(values)))

        def result(self):
            return self.biggest

    metric = Biggest()
    assert metric.name.startswith("biggest")
    assert metric.counts.numpy().tolist() == [1, 1]
    assert metric.counts.dtype is tf.int32
    assert float(metric([1.0, 5.0])) == 5.0
    metric.reset_state()
    assert float(metric.result()) == 0.0
    assert [v.name for v in metric.variables] == [
        f"{metric.name}/biggest:0",
        f"{metric.name}/counts:0",
    ]


def test_variables_set_as_attributes_belong_to_the_metric():
    class Mine(metrics.Metric):
        def __init__(self):
            super().__init__(name="mine")
            self.seen = tf.Variable(0.0)
            self.inner = metrics.Sum()

    assert len(Mine().variables) == 2


def test_a_metric_that_forgot_its_base_says_so():
    class Mine(metrics.Metric):
        def __init__(self):
            self.seen = tf.Variable(0.0)

    with pytest.raises(RuntimeError, match="super"):
        Mine()


def test_mean_tensor_is_elementwise():
    metric = metrics.MeanTensor(shape=(2,))
    metric.update_state([1.0, 2.0], sample_weight=[1.0, 0.0])
    metric.update_state([3.0, 6.0])
    assert metric.result().numpy().tolist() == [2.0, 6.0]
    with pytest.raises(ValueError, match="same shape"):
        metric.update_state([1.0, 2.0, 3.0])


def test_predictions_of_a_model_do():
    model = tf.keras.Sequential([tf.keras.layers.Dense(3)])
    inputs = np.random.default_rng(0).normal(size=(4, 2)).astype("float32")
    y_pred = model.predict(inputs, verbose=0)
    labels = y_pred.argmax(-1).astype("int32")
    assert float(metrics.SparseCategoricalAccuracy()(y_true=labels, y_pred=y_pred)) == 1.0


def test_cosine_similarity_is_minus_the_loss():
    y_true, y_pred = [[1.0, 2.0]], [[2.0, 1.0]]
    np.testing.assert_allclose(
        metrics.CosineSimilarity()(y_true, y_pred),
        -tf.keras.losses.CosineSimilarity()(y_true, y_pred).numpy(),
    )


@pytest.mark.parametrize("label", [4, -1])
def test_a_class_out_of_range_is_never_among_the_best(label):
    y_pred = [[0.1, 0.9, 0.0, 0.0]]
    assert float(metrics.sparse_top_k_categorical_accuracy([label], y_pred, k=4)[0]) == 0.0
    assert float(metrics.sparse_categorical_accuracy([label], y_pred)[0]) == 0.0


def test_functions_survive_their_names():
    saved = metrics.serialize(metrics.binary_accuracy)
    assert metrics.deserialize(saved) is metrics.binary_accuracy
    assert metrics.deserialize(metrics.serialize(metrics.MSE)) is metrics.MSE
