"""Why a program was compiled, as the user is told."""

import numpy as np

import tapeflow as tf


def forward(x, factor=1.0, extra=False):
    y = tf.reduce_sum(tf.tanh(x) * 2.0, axis=-1)
    if extra:
        y = tf.exp(y)
    return tf.reduce_mean(y) * factor


def line(offset):
    return f"test_reasons.py:{forward.__code__.co_firstlineno + offset}"


def reasons(history, *calls):
    for call in calls:
        float(call())
    return [record.why for record in history.programs]


def test_another_batch_size(history):
    found = reasons(history, lambda: forward(np.ones([32, 2], "f")),
                    lambda: forward(np.ones([17, 2], "f")))  # fmt: skip
    assert found == ["first time", f"{line(1)}: batch 32 -> 17"]


def test_another_size_inside(history):
    found = reasons(history, lambda: forward(np.ones([2, 3], "f")),
                    lambda: forward(np.ones([2, 5], "f")))  # fmt: skip
    assert found[1] == f"{line(1)}: axis 1 3 -> 5"


def test_another_dtype(history):
    found = reasons(history, lambda: forward(np.ones([2, 3], "f")),
                    lambda: forward(np.ones([2, 3], "d")))  # fmt: skip
    assert found[1] == f"{line(1)}: float32 -> float64 in math.tanh"


def test_other_ops(history):
    found = reasons(history, lambda: forward(np.ones([2, 3], "f")),
                    lambda: forward(np.ones([2, 3], "f"), extra=True))  # fmt: skip
    assert found[1] == (f"new op sequence: {line(3)}: math.exp in the place of math.reduce_mean")


def test_another_attribute(history):
    x = tf.ones([2, 3])
    found = reasons(history, lambda: tf.reduce_mean(tf.reduce_sum(x, axis=0)),
                    lambda: tf.reduce_mean(tf.reduce_sum(x, axis=1)))  # fmt: skip
    assert found[-1].endswith("math.reduce_sum: axis 0 -> 1")


def test_a_number_that_is_part_of_a_function(history):
    @tf.function
    def scaled(x, rate):
        return tf.reduce_sum(x * rate)

    found = reasons(history, lambda: scaled(tf.ones([3]), 0.125),
                    lambda: scaled(tf.ones([3]), 0.25))  # fmt: skip
    assert found[-1].endswith("scaled was traced with another constant: 0.125 -> 0.25")


def test_a_number_outside_a_function_compiles_nothing(history):
    found = reasons(history, lambda: forward(np.ones([2, 3], "f"), 0.5),
                    lambda: forward(np.ones([2, 3], "f"), 0.25))  # fmt: skip
    assert len(found) == 1


def test_a_smaller_last_batch_of_fit(history):
    model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(np.ones([10, 2]), np.ones([10, 1]), batch_size=4, verbose=0)
    steps = [r.why for r in history.programs if r.what == "Sequential.train_step"]
    assert steps[0] == "first time"
    assert steps[1].endswith("batch 4 -> 2")


def test_results_that_are_kept(history):
    kept = []

    def call(keep):
        x = tf.ones([3]) * 0.5
        y = tf.tanh(x)
        if keep:
            kept.append(y)
        return tf.reduce_sum(y)

    found = reasons(history, lambda: call(False), lambda: call(True))
    assert found[1].endswith("the result of math.tanh is kept now")


def test_batches_of_another_size_in_a_later_evaluation(history):
    model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    inputs = np.ones([16, 2])
    model.evaluate(inputs, inputs[:, :1], batch_size=4, verbose=0)
    model.evaluate(inputs, inputs[:, :1], batch_size=8, verbose=0)
    steps = [r.why for r in history.programs if r.what == "Sequential.test_step"]
    assert steps[-1].endswith("batch 4 -> 8")


def test_lines_of_rewritten_functions_are_the_users(history):
    @tf.function
    def positive(x):
        if tf.reduce_sum(x) > 0:
            x = x * 2
        return x

    positive(tf.ones([3])).numpy()
    record = next(r for r in history.programs if r.what == "positive")
    files = {line.file for line in record.ops_by_line(history.bodies)}
    assert files == {__file__}


def test_ops_that_begin_in_another_way_at_the_same_line(history):
    x = tf.ones([3])
    for begins in (False, True):
        float(tf.reduce_sum(tf.tanh((tf.exp(x) if begins else x) * 2.0)))
    assert history.programs[-1].why == "new op sequence: as program 1, with math.exp"
