"""`tapeflow/keras/models/summary.py`; what it prints is in tests/golden."""

import subprocess
import sys

_PROGRAM = """
import random
import tapeflow as tf

model = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(1)])
before = random.getstate()
model.summary(print_fn=lambda text: None)
assert random.getstate() == before
"""


def test_leaves_pythons_random_numbers_alone():
    # In a process of its own: the first summary imports rich, which draws a number.
    subprocess.run([sys.executable, "-c", _PROGRAM], check=True)
