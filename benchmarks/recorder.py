"""What recording costs in Python: microseconds per op and per layer call; garbage; memory.

An op is timed while it is recorded, not while it runs: 400 calls in a row, then the trace is run
outside of the measured time. What counts is the processor time of the thread that records. The
training loop is the tutorial's.
"""

from __future__ import annotations

import gc
import resource
import statistics
import time
from pathlib import Path

import numpy as np

from benchmarks.measure import ask, figure, main, table

CALLS = 400


def per_call(rounds):
    """Microseconds per call of some ops and layers, one list per kind."""
    import tapeflow as tf

    x = tf.constant(np.ones([50, 100], np.float32))
    w = tf.constant(np.ones([100, 100], np.float32) / 100)
    v = tf.Variable(np.ones([50, 100], np.float32))
    dense = tf.keras.layers.Dense(100, activation="relu")
    dropout, flatten = tf.keras.layers.Dropout(0.5), tf.keras.layers.Flatten()
    dense(x)
    kinds = {
        "x + x": lambda x: x + x,
        "x * 0.5": lambda x: x * 0.5,
        "x + variable": lambda x: x + v,
        "tf.nn.relu": tf.nn.relu,
        "tf.matmul": lambda x: tf.matmul(x, w),
        "tf.reduce_mean": tf.reduce_mean,
        "x[3]": lambda x: x[3],
        "x[:, 1]": lambda x: x[:, 1],
        "x[2:7, 1:]": lambda x: x[2:7, 1:],
        "Dense": dense,
        "Flatten": flatten,
        "Dropout": lambda x: dropout(x, training=True),
    }
    return {name: [_time(call, x) for _ in range(rounds)] for name, call in kinds.items()}


def in_a_tape(rounds):
    """The same for a few inside a tape."""
    import tapeflow as tf

    x = tf.Variable(np.ones([50, 100], np.float32))
    dense = tf.keras.layers.Dense(100, activation="relu")
    dense(x)
    kinds = {"x + x, in a tape": lambda x: x + x, "Dense, in a tape": dense}
    samples = {name: [] for name in kinds}
    for name, call in kinds.items():
        for _ in range(rounds):
            with tf.GradientTape():
                samples[name].append(_time(call, x))
    return samples


def _time(call, x):
    first = call(x)
    first.numpy()
    start = time.thread_time()
    for _ in range(CALLS):
        call(x)
    seconds = time.thread_time() - start
    call(x).numpy()
    return seconds / CALLS * 1e6


def garbage(steps):
    """Generation-2 collections during a training loop, and those before it (which must be few)."""
    from benchmarks.tutorial_loop import tapeflow

    run = tapeflow()
    run(20)
    counts = [0, 0, 0]

    def count(phase, info):
        if phase == "start":
            counts[info["generation"]] += 1

    gc.callbacks.append(count)
    run(steps)
    gc.callbacks.remove(count)
    return counts


def memory(steps):
    """Resident memory in MB, at eleven moments of a training loop."""
    from benchmarks.tutorial_loop import tapeflow

    run = tapeflow()
    run(200)
    sizes = [_resident()]
    for _ in range(10):
        run(steps // 10)
        sizes.append(_resident())
    return sizes


def _resident():
    statm = Path("/proc/self/statm")
    if statm.exists():
        return int(statm.read_text().split()[1]) * resource.getpagesize() / 2**20
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


VARIANTS = {
    "per call": ("this", per_call),
    "in a tape": ("this", in_a_tape),
    "garbage": ("this", garbage),
    "memory": ("this", memory),
}


def measure(quick):
    rounds, steps = (3, 300) if quick else (50, 10000)
    calls = ask("recorder", "per call", rounds) | ask("recorder", "in a tape", rounds)
    counts = ask("recorder", "garbage", steps)
    sizes = ask("recorder", "memory", steps if quick else 10 * steps)
    layers = ("Dense", "Flatten", "Dropout")
    ops = [statistics.median(v) for k, v in calls.items() if not k.startswith(layers)]
    figures = [
        figure("microseconds per op, the dearest of these", max(ops), "at most", 5),
        figure("microseconds per call of Dense", statistics.median(calls["Dense"]), "at most", 8),
        figure(f"generation-2 collections in {steps} steps", counts[2], "at most", 0),
        figure("growth of resident memory, MB", sizes[-1] - sizes[0], "at most", 8),
    ]
    collections = {f"generation {i}": [count] for i, count in enumerate(counts)}
    return [
        table("Recording one call", "µs", calls),
        table(f"Garbage collections in {steps} training steps", "count", collections),
        table("Resident memory during the loop", "MB", {"at eleven moments": sizes}),
    ], figures


if __name__ == "__main__":
    main(measure)
