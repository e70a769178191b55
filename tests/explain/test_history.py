"""What is noted of loops, functions and `fit`, and that the notes change nothing."""

import warnings

import numpy as np
import pytest

import tapeflow as tf
from tapeflow.engine import watch
from tapeflow.explain import History

INPUTS = np.random.default_rng(0).normal(size=(12, 3)).astype("float32")
LABELS = INPUTS.sum(1, keepdims=True)


def train(variable, steps, size=4):
    """Steps of a loop that reads its loss inside the tape; gives the losses."""
    losses = []
    for step in range(steps):
        x, y = INPUTS[step % 3 : step % 3 + size], LABELS[step % 3 : step % 3 + size]
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((x @ variable - y) ** 2)
            losses.append(float(loss))  # the read
        variable.assign_sub(0.1 * tape.gradient(loss, variable))
    variable.numpy()
    return losses


def line_of_read():
    return train.__code__.co_firstlineno + 7


def test_a_loop_is_noted_by_program_line_and_step(history):
    losses = train(tf.Variable(tf.ones([3, 1])), 6)
    assert history.steps == 6
    forward, backward = history.programs[:2]
    assert (forward.what, backward.what) == ("forward", "backward")
    assert forward.runs == backward.runs == 6
    assert all(line.file == __file__ for line in forward.lines)
    assert forward.why == "first time"
    assert backward.why == "the gradient of program 1"
    (ops,) = backward.ops_by_line(history.bodies).values()
    assert ops["gradient of linalg.matmul"] == 1
    (read,) = [r for r in history.reads if r.curve and r.curve.steps]
    assert read.count == 6
    assert read.curve.steps == list(range(6))
    assert read.curve.values == losses


def test_the_parts_of_the_time_add_up_to_it(history):
    train(tf.Variable(tf.ones([3, 1])), 4)
    history.stop()
    parts = history.python, history.waiting, history.running, history.compiling
    assert sum(parts) == pytest.approx(history.seconds)
    assert min(parts[:3]) > 0
    assert sum(part[0] for part in history.parts()) == 4


def test_programs_of_fit_count_their_batches(history):
    model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(INPUTS, LABELS, batch_size=4, epochs=3, verbose=0)
    assert history.steps == 9
    (step,) = [r for r in history.programs if r.what == "Sequential.train_step"]
    assert step.batches == 9
    assert len(history.curves["epoch loss"].steps) == 3
    assert {line.file for line in step.ops_by_line(history.bodies)} == {__file__}
    ops = {op for names in step.ops_by_line(history.bodies).values() for op in names}
    assert "optimizer.update" in ops


def test_what_is_watched_computes_the_same_and_no_program_more():
    plain = train(tf.Variable(tf.ones([3, 1])), 8)
    history = History()
    history.start()
    try:
        watched = train(tf.Variable(tf.ones([3, 1])), 8)
        assert history.compiling == 0  # all programs were there
    finally:
        history.stop()
    assert watched == plain
    assert watch.watchers == ()


def test_an_error_in_a_program_leaves_the_history_whole(history):
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.ones([2]) + tf.ones([3])
    train(tf.Variable(tf.ones([3, 1])), 2)
    assert history.steps == 2


def test_warnings_are_noted_once_for_each_place(history):
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        history._showwarning = lambda *_: None
        warnings.showwarning = history._note_warning
        for _ in range(3):
            warnings.warn("look here", UserWarning, stacklevel=1)
    (warned,) = history.warned.values()
    assert (warned.category, warned.message, warned.count) == ("UserWarning", "look here", 3)
    assert warned.line.file == __file__


def test_values_read_by_other_threads_are_not_waits_of_this_one(history):
    from threading import Thread

    thread = Thread(target=train, args=(tf.Variable(tf.ones([3, 1])), 2))
    thread.start()
    thread.join()
    assert history.reads == []
    assert history.programs


def test_a_program_that_is_new_each_time_does_not_fill_the_memory(history, monkeypatch):
    monkeypatch.setattr("tapeflow.explain.history.MOST_PROGRAMS", 3)
    variable = tf.Variable(1.0)
    for size in range(1, 9):
        variable.assign(tf.reduce_sum(tf.ones([size])) * variable)
        variable.numpy()
    assert history.steps == 8
    assert [record.runs for record in history.programs] == [1, 1, 6]
    assert history.programs[-1].why.startswith("this and all later ones: ")
