"""Copies of arrays: a tensor's values stay its own, though memory is used again."""

import numpy as np

import tapeflow as tf
from tapeflow.engine import host_arrays


def test_memory_is_used_again_when_nobody_holds_it():
    array = np.zeros((40, 50), np.float32)
    seen = set()
    for i in range(40):
        array[:] = i
        tensor = tf.constant(array)
        seen.add(tensor._value.ctypes.data)
        assert float(tf.reduce_sum(tensor)) == i * 2000
    assert len(seen) <= 10  # JAX lets go of some of them later


def test_a_copy_that_somebody_holds_is_not_written():
    array = np.zeros((41, 50), np.float32)
    tensors, views = [], []
    for i in range(20):
        array[:] = i
        tensor = tf.constant(array)
        tensors.append(tensor if i % 3 else tensor * 1)  # or the operand of a pending op
        views.append(tensor.value()[1:] if i % 2 else tensor.value().T[1:])
    for i, (tensor, view) in enumerate(zip(tensors, views, strict=True)):
        assert view.min() == view.max() == i
        assert np.all(tensor.numpy() == i)


def test_no_more_is_kept_than_a_bound():
    host_arrays.clear_kept()
    for n in range(1, 200):
        for _ in range(9):
            tf.constant(np.zeros((n, 1024), np.float32))
    held = [array.nbytes for kept in host_arrays._kept.values() for array in kept.arrays]
    assert sum(held) <= host_arrays._MOST_BYTES
    host_arrays.clear_kept()
