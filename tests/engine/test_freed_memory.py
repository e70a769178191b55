"""Memory that is freed stays with the process."""

import platform
import subprocess
import sys

import pytest

PROGRAM = """
import resource
import statistics
import numpy as np
import tapeflow as tf

def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt

def faults_of_a_step():
    before = faults()
    tf.square(x).numpy()
    return faults() - before

x = tf.constant(np.ones(20_000_000, "float32"))
# The first steps compile, and what that allocates cuts free blocks into pieces.
print(statistics.median([faults_of_a_step() for _ in range(24)][8:]))
tf.keras.backend.clear_session()
"""


MANY_BLOCKS = """
import resource
import numpy as np
import tapeflow as tf

def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt

def step():
    with tf.GradientTape() as tape:
        tape.watch(w)
        y = x
        for _ in range(10):
            y = tf.nn.relu(y @ w)
        loss = tf.reduce_sum(y)
    return tape.gradient(loss, w).numpy()

# Ten arrays of 16 MB are kept for the backward pass.
x, w = tf.constant(np.ones([131072, 32], "float32")), tf.constant(np.eye(32, dtype="float32"))
for _ in range(8):
    before = faults()
    step()
    print(faults() - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc can be told")
def test_scratch_memory_of_many_arrays_is_used_again(monkeypatch):
    monkeypatch.delenv("TAPEFLOW_KEEP_MEMORY", raising=False)
    command = [sys.executable, "-c", MANY_BLOCKS]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    # As one block it would be 40,000 pages a step. Threads have heaps of their own, so that the
    # first steps may find fresh ones.
    assert min(map(int, done.stdout.split())) < 4000


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc can be told")
@pytest.mark.parametrize(("wanted", "kept"), [("all", True), ("0", False)])
def test_large_blocks_are_used_again(wanted, kept, monkeypatch):
    monkeypatch.setenv("TAPEFLOW_KEEP_MEMORY", wanted)
    command = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    faults = float(done.stdout)
    assert faults < 5000 if kept else faults > 15000
