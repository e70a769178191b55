"""Memory that is freed stays with the process."""

import platform
import subprocess
import sys

import pytest

PROGRAM = """
import resource
import numpy as np
import tapeflow as tf

def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt

x = tf.constant(np.ones(20_000_000, "float32"))
for count in (2, 4):
    before = faults()
    for _ in range(count):
        tf.square(x).numpy()
print((faults() - before) // 4)
tf.keras.backend.clear_session()
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc can be told")
@pytest.mark.parametrize(("wanted", "kept"), [("all", True), ("0", False)])
def test_large_blocks_are_used_again(wanted, kept, monkeypatch):
    monkeypatch.setenv("TAPEFLOW_KEEP_MEMORY", wanted)
    command = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    faults = int(done.stdout)
    assert faults < 5000 if kept else faults > 15000
