"""Errors, interrupts and lack of memory: variables always keep a whole value."""

import random
import re
import signal
import subprocess
import sys
import textwrap

import jax
import numpy as np
import pytest
from jax.experimental import io_callback

import tapeflow as tf
from tapeflow.engine import op
from tapeflow.engine.errors import runtime_error
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


@op("fails")
def _failing(x: jax.Array, flag: jax.Array) -> jax.Array:
    def call(x, flag):
        if flag:
            raise MemoryError
        return np.asarray(x)

    return io_callback(call, jax.ShapeDtypeStruct(x.shape, x.dtype), x, flag)


def test_a_later_run_that_fails_names_the_variables_it_took_with_it():
    """A program that ran before is given old values to write over: they can't come back."""
    taken, kept = tf.Variable([1.0, 2.0], name="taken"), tf.Variable([3.0], name="kept")

    def step(fails):
        taken.assign(_failing(taken, tf.constant(fails, tf.float32)) + 1.0)
        tf.engine.flush()

    for _ in range(3):
        step(0.0)

    def read_after_a_failing_step():  # the error comes at the one or the other
        step(1.0)
        taken.numpy()

    with pytest.raises(tf.errors.OpError, match=r"lost: +the values of 'taken:0'\n"):
        read_after_a_failing_step()
    with pytest.raises(tf.errors.OpError, match=r"load a checkpoint .* or assign"):
        (taken + 1.0).numpy()
    np.testing.assert_array_equal(kept.numpy(), [3.0])
    taken.assign([5.0, 6.0])
    step(0.0)
    np.testing.assert_array_equal(taken.numpy(), [6.0, 7.0])


@pytest.mark.parametrize(
    ("raised", "kind", "words"),
    [
        ("INTERNAL: Error dispatching computation: Error dispatching computation: Out of memory "
         "allocating 8 bytes.", tf.errors.ResourceExhaustedError, "^Out of memory allocating 8"),
        ("RESOURCE_EXHAUSTED: Out of memory", tf.errors.ResourceExhaustedError, "smaller batches"),
        ("Array has been deleted with shape=float32[4].", tf.errors.DataLossError, "was lost"),
        ("INTERNAL: surprise", tf.errors.InternalError, "surprise"),
        ("something else", ValueError, "something else"),
    ],
)  # fmt: skip
def test_what_xla_says_becomes_tensorflow_s_error(raised, kind, words):
    error = runtime_error(ValueError(raised), [])
    assert isinstance(error, kind)
    assert re.search(words, str(error))
