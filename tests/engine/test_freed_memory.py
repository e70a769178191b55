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


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc can be told")
@pytest.mark.parametrize(("wanted", "kept"), [("all", True), ("0", False)])
def test_large_blocks_are_used_again(wanted, kept, monkeypatch):
    monkeypatch.setenv("TAPEFLOW_KEEP_MEMORY", wanted)
    command = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    faults = float(done.stdout)
    assert faults < 5000 if kept else faults > 15000
