"""The tutorial's whole MNIST program, from process start to the printed test accuracy.

The same file, unmodified: `tapeflow run mnist_mlp.py` and `python mnist_mlp.py` with TensorFlow.
TapeFlow runs five seeds; TensorFlow one, or five with TAPEFLOW_BENCH_LONG=1 (five minutes). Its
other seeds' accuracies come from the same program with the step in a tf.function, which does the
same arithmetic sooner.

An accuracy of 0.975 in the median is more than these hyperparameters give: over ten seeds
TensorFlow's accuracies were 0.9708 to 0.9753 (median 0.9729), TapeFlow's 0.9701 to 0.9755 (median
0.9740); of the first five the medians were 0.9731 and 0.9740.
"""

from __future__ import annotations

import os
import re
import statistics
import tempfile
from pathlib import Path

from benchmarks.measure import elapsed, figure, main, python_of, ratio, table

PROGRAM = "benchmarks/programs/mnist_mlp.py"
SOONER = "benchmarks/programs/mnist_function.py"
_WRITE = (
    "import sys, numpy, tapeflow as tf\n"
    "(a, b), (c, d) = tf.keras.datasets.mnist.load_data()\n"
    "numpy.savez_compressed(sys.argv[1], x_train=a, y_train=b, x_test=c, y_test=d)\n"
)
# TensorFlow has no copy of MNIST in its package and would ask the network for it.
_RUN_TENSORFLOW = (
    "import runpy, sys, numpy, tensorflow as tf\n"
    "def load_data():\n"
    "    with numpy.load(sys.argv[2]) as f:\n"
    "        return (f['x_train'], f['y_train']), (f['x_test'], f['y_test'])\n"
    "tf.keras.datasets.mnist.load_data = load_data\n"
    "runpy.run_path(sys.argv[3], run_name='__main__')\n"
)


def measure(quick):
    seeds = range(1 if quick else 5)
    long = os.environ.get("TAPEFLOW_BENCH_LONG") == "1"
    ours = [_run([python_of("this"), "-m", "tapeflow", "run", PROGRAM, str(s)]) for s in seeds]
    theirs, sooner = [], []
    if not quick:
        with tempfile.TemporaryDirectory() as folder:
            data = str(Path(folder) / "mnist.npz")
            elapsed([python_of("this"), "-c", _WRITE, data])
            for seed in range(5 if long else 1):
                command = [python_of("tensorflow"), "-c", _RUN_TENSORFLOW, str(seed), data, PROGRAM]
                theirs.append(_run(command))
            for seed in range(5):
                command = [python_of("tensorflow"), "-c", _RUN_TENSORFLOW, str(seed), data, SOONER]
                sooner.append(_run(command)[1])
    seconds = {"TapeFlow": [t for t, _ in ours], "TensorFlow eager": [t for t, _ in theirs]}
    accuracy = {
        "TapeFlow": [a for _, a in ours],
        "TensorFlow eager": [a for _, a in theirs],
        "TensorFlow tf.function": sooner,
    }
    figures = [
        figure("median test accuracy", statistics.median(accuracy["TapeFlow"]), "at least", 0.975)
    ]
    if theirs:
        share = ratio(seconds, "TapeFlow", "TensorFlow eager")
        figures.append(figure("time, as a share of TensorFlow's", share, "at most", 0.1))
        name = "TensorFlow eager" if long else "TensorFlow tf.function"
        distance = statistics.median(accuracy["TapeFlow"]) - statistics.median(accuracy[name])
        figures.append(
            figure("distance from TensorFlow's median accuracy", abs(distance), "at most", 0.002)
        )
    filled = [
        table(
            "Process start to the printed accuracy", "s", {k: v for k, v in seconds.items() if v}
        ),
        table("Test accuracy", "share", {k: v for k, v in accuracy.items() if v}),
    ]
    return filled, figures


def _run(command):
    seconds, printed = elapsed(command)
    found = re.search(r"test accuracy: ([\d.]+)", printed)
    assert found, printed[-500:]
    return seconds, float(found[1])


if __name__ == "__main__":
    main(measure)
