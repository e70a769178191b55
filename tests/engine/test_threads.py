"""Threads: each records for itself, and a pending tensor may be read from any of them."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np

import tapeflow as tf
from tests.engine.training import Training


def trained(seed):
    training = Training(seed)
    training.run(30)
    return training.weights()


def test_eight_trainings_at_once_equal_eight_in_sequence():
    expected = [trained(seed) for seed in range(8)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(trained, range(8)))
    for one, other in zip(expected, found, strict=True):
        for left, right in zip(one, other, strict=True):
            # Whether a step runs op by op or whole depends on who came first: some roundings differ.
            np.testing.assert_allclose(left, right, rtol=1e-4, atol=1e-5)


def test_a_pending_tensor_can_be_read_and_used_in_another_thread():
    pending = tf.constant([1.0, 2.0]) * 3.0
    with ThreadPoolExecutor(4) as pool:
        read = pool.submit(pending.numpy)
        used = [pool.submit(lambda: (pending + 1.0).numpy()) for _ in range(4)]
        np.testing.assert_array_equal(read.result(), [3, 6])
        for future in used:
            np.testing.assert_array_equal(future.result(), [4, 7])
    np.testing.assert_array_equal((pending * 2.0).numpy(), [6, 12])


def test_a_tape_does_not_see_what_another_thread_computes():
    x = tf.Variable(2.0)
    inside, done = threading.Event(), threading.Event()
    found = []

    def other():
        inside.wait(10)
        with tf.GradientTape() as tape:
            y = x * x * x
        found.append(tape.gradient(y, x).numpy())
        done.set()

    thread = threading.Thread(target=other)
    thread.start()
    with tf.GradientTape() as tape:
        y = x * x
        inside.set()
        done.wait(10)
    thread.join()
    assert tape.gradient(y, x).numpy() == 4.0
    assert found == [12.0]


def test_many_threads_may_add_to_their_variables_and_read_each_others():
    variables = [tf.Variable(0.0) for _ in range(6)]
    barrier = threading.Barrier(6)

    def work(number):
        barrier.wait(10)
        for _ in range(50):
            variables[number].assign_add(1.0)
            float(variables[(number + 1) % 6])  # some whole number from 0 to 50
        return variables[number].numpy()

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(work, range(6))) == [50.0] * 6
    assert [float(variable) for variable in variables] == [50.0] * 6
