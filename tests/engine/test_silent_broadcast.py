"""`(n, 1)` with `(n,)` on the way to a loss warns at the user's line; what is healthy is silent."""

import inspect
import warnings

import numpy as np
import pytest

import tapeflow as tf

PREDICTED = np.float32([[1.0], [2.0], [3.0]])
LABELS = np.float32([1.0, 2.0, 4.0])


def here() -> int:
    return inspect.currentframe().f_back.f_lineno


def warned(call) -> list:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        call()
    return caught


def step(loss):
    v = tf.Variable(PREDICTED)
    with tf.GradientTape() as tape:
        value = tf.reduce_sum(loss(v, tf.constant(LABELS)))
    return tape.gradient(value, v)


def test_it_names_the_line_and_the_shapes_once():
    lines = []

    def loss(predicted, labels):
        lines.append(here() + 1)
        return tf.square(predicted - labels)

    (warning,) = warned(lambda: [step(loss) for _ in range(3)])
    assert warning.category is tf.errors.BroadcastWarning
    assert (warning.filename, warning.lineno) == (__file__, lines[0])
    for text in ("math.subtract", "(3, 1) and (3,)", "(3, 3)", "tf.squeeze", "tf.newaxis"):
        assert text in str(warning.message)


def test_each_line_is_told_also_where_the_shapes_are_known():
    def one(predicted, labels):
        return tf.math.squared_difference(labels, predicted)

    def other(predicted, labels):
        return tf.math.squared_difference(labels, predicted)

    assert len(warned(lambda: (step(one), step(other), step(one)))) == 2


def test_inside_functions_and_fit():
    def in_function():
        @tf.function
        def function(v, labels):
            with tf.GradientTape() as tape:
                tape.watch(v)
                value = tf.reduce_mean((v - labels) ** 2)
            return tape.gradient(value, v)

        function(tf.constant(PREDICTED), tf.constant(LABELS))

    def called_from_a_tape():
        step(tf.function(lambda predicted, labels: (predicted - labels) ** 2))

    def in_fit():
        model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
        model.compile("sgd", lambda y, p: tf.reduce_mean(tf.square(tf.reshape(y, [-1]) - p)))
        model.fit(PREDICTED, LABELS, batch_size=3, epochs=2, verbose=0)

    for case in (in_function, called_from_a_tape, in_fit):
        (warning,) = warned(case)
        assert (warning.filename, warning.category) == (__file__, tf.errors.BroadcastWarning)


def test_hits_are_looked_at_without_a_tape():
    (warning,) = warned(lambda: tf.equal(tf.round(PREDICTED), tf.constant(LABELS)))
    assert "math.equal" in str(warning.message)


def test_as_an_error_it_is_raised_each_time_and_leaves_nothing_behind():
    v = tf.Variable(PREDICTED)

    def difference():
        with warnings.catch_warnings():
            warnings.simplefilter("error", tf.errors.BroadcastWarning)
            return v - LABELS

    for _ in range(2):
        with tf.GradientTape() as tape:
            with pytest.raises(tf.errors.BroadcastWarning):
                difference()
            value = tf.reduce_sum(v)
        assert tape.gradient(value, v).numpy().tolist() == [[1.0]] * 3


@pytest.mark.parametrize(
    "healthy",
    [
        lambda p, y: p - y[:, tf.newaxis],
        lambda p, y: tf.squeeze(p, -1) - y,
        lambda p, y: y[:, tf.newaxis] - y[tf.newaxis, :],
        lambda p, y: y[:, tf.newaxis] - y,  # all pairs, on purpose
        lambda p, y: tf.expand_dims(y, 1) - y,
        lambda p, y: p - tf.reduce_mean(p),
        lambda p, y: p - tf.reduce_mean(p, axis=0),
        lambda p, y: tf.matmul(p, p, transpose_b=True) - y,
        lambda p, y: p - tf.constant([0.0, 1.0, 2.0, 3.0]),  # kernel centers
        lambda p, y: p[:1] - y[:1],
        lambda p, y: p * y,
        lambda p, y: tf.cast(p, tf.int32) - tf.cast(y, tf.int32),  # relative positions
        lambda p, y: tf.cast(p, tf.int32) == tf.cast(y, tf.int32),  # pairs of one class
        lambda p, y: p >= y,  # a causal mask
    ],
)
def test_healthy_code_is_silent(healthy):
    def run():
        v = tf.Variable(PREDICTED)
        with tf.GradientTape():
            healthy(v, tf.constant(LABELS))

    assert warned(run) == []


def test_without_a_tape_a_difference_is_no_loss():
    assert warned(lambda: tf.constant(PREDICTED) - tf.constant(LABELS)) == []


def test_an_axis_that_was_added_before_the_trace_ran_is_meant_too():
    def run():
        labels = tf.constant(LABELS)
        for column in (labels[:, tf.newaxis], tf.expand_dims(labels, -1)):
            column.numpy()
            with tf.GradientTape():
                column - tf.Variable(LABELS)

    assert warned(run) == []
