"""Errors, interrupts and lack of memory: variables always keep a whole value."""

import random
import signal
import subprocess
import sys
import textwrap

import numpy as np
import pytest

import tapeflow as tf
from tapeflow.engine.variable import assign_all


def test_shapes_that_do_not_fit_are_refused_where_they_meet():
    a, b = tf.ones([2, 3]), tf.ones([4, 5])
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"\[2,3\].*\[4,5\]"):
        tf.matmul(a, b)
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"tf\.cast"):
        tf.constant(1) + tf.constant(1.0)
    np.testing.assert_array_equal((a + 1.0).numpy(), np.full((2, 3), 2.0))


def test_too_much_memory_is_an_error_and_variables_stay():
    v = tf.Variable([1.0, 2.0])
    huge = tf.ones([1 << 21, 1 << 21])
    v.assign_add(tf.reduce_sum(tf.sort(huge, axis=0), axis=0)[:2])
    with pytest.raises(tf.errors.ResourceExhaustedError) as info:
        v.numpy()
    assert "test_faults.py" in str(info.value)
    np.testing.assert_array_equal(v.numpy(), [1.0, 2.0])
    v.assign_add([1.0, 1.0])
    np.testing.assert_array_equal(v.numpy(), [2.0, 3.0])


# An interrupt while JAX reads a file of its compilation cache leaves that file for Python to close.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs interval timers")
def test_interrupts_leave_every_variable_whole():
    """200 interrupts at random moments; two variables that change together always agree."""
    rng = random.Random(0)
    count, total = tf.Variable(0.0), tf.Variable(np.zeros((20, 20), np.float32))
    weight = tf.Variable(np.eye(20, dtype=np.float32))

    def step(read):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(weight @ weight)
            if read:
                loss.numpy()
        gradient = tape.gradient(loss, weight)
        assign_all([count, total], [count + 1.0, total + 1.0])
        weight.assign_sub(gradient * 0.0)
        tf.engine.flush()

    def interrupt(number, frame):
        raise KeyboardInterrupt

    for read in (True, False) * 3:
        step(read)
    previous = signal.signal(signal.SIGALRM, interrupt)
    try:
        for _ in range(200):
            try:
                # Again and again: one that comes in a finalizer is only reported by Python.
                signal.setitimer(signal.ITIMER_REAL, rng.uniform(0.0002, 0.01), 0.3)
                while True:
                    step(rng.random() < 0.5)
            except KeyboardInterrupt:
                signal.setitimer(signal.ITIMER_REAL, 0)
            assert (total.numpy() == count.numpy()).all()
            np.testing.assert_array_equal(weight.numpy(), np.eye(20))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
    assert count.numpy() > 6


def test_ctrl_c_ends_a_script_as_python_does():
    script = textwrap.dedent("""
        import os, signal, threading, time
        import tapeflow as tf
        v = tf.Variable(tf.ones([50, 50]))
        threading.Timer(1.0, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
        try:
            while True:
                v.assign(tf.tanh(v @ v))
        except KeyboardInterrupt:
            print("whole", v.numpy().shape)
    """)
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=120
    )
    assert done.stdout == "whole (50, 50)\n", done.stderr


def test_nan_inputs_pass_through():
    assert np.isnan(tf.reduce_sum(tf.constant([1.0, np.nan])).numpy())


def test_an_empty_batch_gives_empty_results():
    w = tf.Variable(np.ones((3, 2), np.float32))
    with tf.GradientTape() as tape:
        y = tf.zeros([0, 3]) @ w
    assert y.shape == [0, 2]
    assert not tape.gradient(y, w).numpy().any()
