"""Memory: nothing grows with the steps or waits for the garbage collector; buffers are freed."""

from __future__ import annotations

import gc
import weakref

import jax
import numpy as np
import pytest

import tapeflow as tf
from tests.engine.training import Training


@pytest.fixture
def no_collector():
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def test_a_training_step_leaves_no_garbage_cycles(no_collector):
    training = Training()
    training.run(10)
    gc.collect()
    training.run(50)
    assert gc.collect() == 0


def test_objects_and_arrays_do_not_grow_with_the_steps(no_collector):
    training = Training()
    training.run(20)
    objects, arrays = len(gc.get_objects()), len(jax.live_arrays())
    training.run(100)
    # A few, like the last step's own tensors; the steps number a hundred.
    assert len(gc.get_objects()) - objects < 50
    assert len(jax.live_arrays()) - arrays < 10


def test_generation_two_is_not_collected_by_a_loop():
    training = Training()
    training.run(20)
    before = gc.get_stats()[2]["collections"]
    training.run(300)
    assert gc.get_stats()[2]["collections"] == before


@pytest.mark.parametrize("read", [True, False], ids=["read", "pending"])
def test_a_tensor_that_nobody_holds_is_freed_at_once(no_collector, read):
    x = tf.constant(np.ones(1000, "float32")) * 2.0
    if read:
        x.numpy()
    y = x + 1.0
    reference = weakref.ref(x)
    y.numpy()
    del x
    assert reference() is None


def test_leaves_are_freed_after_their_program_ran(no_collector):
    leaf = tf.constant(np.ones(1000, "float32"))
    reference = weakref.ref(leaf)
    y = leaf * 2.0
    del leaf
    y.numpy()
    assert reference() is None


def test_a_tape_frees_what_it_recorded_when_it_goes(no_collector):
    x = tf.Variable(np.ones([100, 100], "float32"))
    before = len(jax.live_arrays())
    with tf.GradientTape() as tape:
        y = tf.matmul(x, x)
        y = tf.matmul(y, y)
        loss = tf.reduce_sum(y)
        loss.numpy()
    tape.gradient(loss, x).numpy()
    del tape, y, loss
    assert len(jax.live_arrays()) <= before + 1


def test_a_variable_keeps_one_array_however_often_it_is_assigned(no_collector):
    x = tf.Variable(np.zeros(1000, "float32"))
    x.assign_add(tf.ones_like(x))
    x.numpy()
    before = len(jax.live_arrays())
    for _ in range(50):
        x.assign_add(tf.ones_like(x))
        x.numpy()
    assert len(jax.live_arrays()) <= before + 1
    np.testing.assert_array_equal(x.numpy(), np.full(1000, 51))


def test_a_loop_that_never_looks_is_run_now_and_then():
    total, start = tf.constant(0.0), len(gc.get_objects())
    for _ in range(20000):
        total = total + 1.0
    assert len(gc.get_objects()) - start < 50000  # some for each op of the trace that is pending
    assert total.numpy() == 20000.0


def test_garbage_collections_pass_over_what_the_imports_left():
    assert gc.get_freeze_count() > 10_000
