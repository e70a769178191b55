"""The doctor in `fit`, in callbacks and on the command line."""

import numpy as np
import pytest

import tapeflow as tf
from tapeflow.doctor.examined import examined
from tapeflow.engine import inspection, watch
from tests.cli.test_run import run  # noqa: F401 - a fixture

SCRIPT = """
import tensorflow as tf
x = tf.constant([[1.0, 0.0], [2.0, 1.0]])
w = tf.Variable([[1.0], [1.0]])
for step in range(3):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.math.log(x * w[:, 0]))
    w.assign_sub(0.1 * tape.gradient(loss, w))
"""


def test_the_command_line_names_the_line(run):  # noqa: F811
    done = run(SCRIPT, options=["--doctor", "--explain"])
    assert done.returncode == 0
    assert "3 steps in" in done.stderr
    assert "script.py:7: DoctorWarning: infinity in step 1: the logarithm of 0" in done.stderr
    assert done.stderr.count("DoctorWarning") == 1


def data():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(40, 3)).astype("float32")
    return x, x @ np.float32([[1.0], [2.0], [3.0]])


def diverging():
    model = tf.keras.Sequential(
        [tf.keras.layers.Dense(4, activation="relu"), tf.keras.layers.Dense(1)]
    )
    model.compile(tf.keras.optimizers.SGD(50.0), "mse")
    return model


def test_terminate_on_nan_says_why(capsys):
    x, y = data()
    diverging().fit(
        x, y, batch_size=8, epochs=5, verbose=0, callbacks=[tf.keras.callbacks.TerminateOnNaN()]
    )
    captured = capsys.readouterr()
    assert "Invalid loss, terminating training" in captured.out
    assert "test_doctor.py" in captured.err
    assert "learning rate too large" in captured.err
    assert inspection.inspector is None
    assert watch.watchers == ()


def test_the_batch_is_found_in_a_program_of_many():
    x, y = data()
    y[:] = 1
    y[29] = 0  # batch 3 of 8 samples
    told = []
    with examined(lambda message, place: told.append(message)):
        model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
        model.compile(
            tf.keras.optimizers.SGD(1e-4), lambda y, p: tf.reduce_mean(tf.math.log(tf.abs(y * p)))
        )
        model.fit(x, y, batch_size=8, epochs=1, shuffle=False, verbose=0)
    assert len(told) == 1
    assert "batch 3 of its epoch" in told[0]
    assert "logarithm of 0, in row 5" in told[0]


def test_nothing_is_left_behind():
    with pytest.raises(RuntimeError), examined():
        raise RuntimeError
    assert inspection.inspector is None
    assert watch.watchers == ()


def test_masks_and_bests_are_no_mistakes():
    told = []
    with examined(lambda message, place: told.append(message)):
        best = tf.Variable(np.inf)
        scores = tf.where([[True, False]], [[1.0, 2.0]], -np.inf)
        for value in (3.0, 2.0):
            best.assign(tf.minimum(best, value))
        assert float(tf.reduce_sum(tf.nn.softmax(scores))) == 1.0
    assert told == []
