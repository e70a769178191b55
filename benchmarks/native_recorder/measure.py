"""What a recorder in C would gain: `recorder.c` in the place of the Python recorder.

Per recorded op (400 calls in a row, as in `benchmarks.recorder`), and in whole training steps: the
wall time and the processor time of the main thread. "Recording in a step" is the time inside
`record` and `record_signature`: what would be gained if recording cost nothing. Each number is of
several fresh processes, with and without `recorder.c` in turn.
"""

from __future__ import annotations

import time
from functools import partial

import numpy as np

from benchmarks.measure import ask, figure, main, table

NAME = "native_recorder.measure"
KINDS = ("Python", "C")
SECONDS = 0.3  # of one round


def dense_loop():
    """A step with as little to compute as can be."""
    import tapeflow as tf

    layers = [tf.keras.layers.Dense(16, activation) for activation in ["relu"] * 3 + [None]]
    model = tf.keras.Sequential(layers)
    inputs = np.random.default_rng(0).normal(size=(32, 16)).astype(np.float32)
    model(inputs)
    loss_of = tf.keras.losses.MeanSquaredError()
    optimizer = tf.keras.optimizers.Adam()

    def run(steps):
        for _ in range(steps):
            with tf.GradientTape() as tape:
                loss = loss_of(inputs, model(inputs))
            grads = tape.gradient(loss, model.trainable_variables)
            optimizer.apply_gradients(zip(grads, model.trainable_variables, strict=True))
            float(loss.numpy())

    return run


def tutorial_loop():
    from benchmarks import tutorial_loop

    return tutorial_loop.tapeflow()


def workload(name):
    from importlib import import_module

    run, _ = import_module(f"benchmarks.workloads.{name}").VARIANTS["TapeFlow"][1]()
    return run


LOOPS = {
    "four Dense(16)": dense_loop,
    "the tutorial's": tutorial_loop,
    "autoencoder": partial(workload, "autoencoder"),
    "DQN": partial(workload, "dqn"),
}


def steps(loop, kind, rounds):
    """Microseconds per step: lists of wall times and of the main thread's."""
    install(kind)
    run = LOOPS[loop]()
    run(50)
    start = time.perf_counter()
    run(50)
    count = max(10, int(SECONDS / (time.perf_counter() - start) * 50))
    wall, thread = [], []
    for _ in range(rounds):
        start, started = time.perf_counter(), time.thread_time()
        run(count)
        thread.append((time.thread_time() - started) / count * 1e6)
        wall.append((time.perf_counter() - start) / count * 1e6)
    return [wall, thread]


def recording(loop, kind, rounds):
    """Microseconds per step that pass in the recorder."""
    from benchmarks.native_recorder.install import replace, trace_module

    install(kind)
    trace, spent, inside = trace_module(), 0.0, False

    def timed(function):
        def call(*args):
            nonlocal spent, inside
            if inside:
                return function(*args)
            inside, start = True, time.perf_counter()
            try:
                return function(*args)
            finally:
                spent += time.perf_counter() - start
                inside = False

        return call

    for name in ("record", "record_signature"):
        replace(getattr(trace, name), timed(getattr(trace, name)))
    run = LOOPS[loop]()
    run(100)
    samples = []
    for _ in range(rounds):
        spent = 0.0
        run(200)
        samples.append(spent / 200 * 1e6)
    return samples


def per_op(kind, rounds):
    """Microseconds per recorded op, and per call of a layer."""
    from benchmarks import recorder

    install(kind)
    return recorder.per_call(rounds) | recorder.in_a_tape(rounds)


def install(kind):
    from benchmarks.native_recorder.install import install

    if kind == "C":
        install()


VARIANTS = {
    "steps": ("this", steps),
    "recording": ("this", recording),
    "per op": ("this", per_op),
}


def measure(quick):
    processes, rounds = (1, 2) if quick else (3, 7)
    ops, walls, threads, parts = {}, {}, {}, {}
    for _ in range(processes):
        for kind in KINDS:
            for name, values in ask(NAME, "per op", kind, rounds).items():
                ops.setdefault(f"{name}: {kind}", []).extend(values)
        for loop in LOOPS:
            for kind in KINDS:
                wall, thread = ask(NAME, "steps", loop, kind, rounds)
                walls.setdefault(f"{loop}: {kind}", []).extend(wall)
                threads.setdefault(f"{loop}: {kind}", []).extend(thread)
        for kind in KINDS:
            loop = next(iter(LOOPS))
            parts.setdefault(f"{loop}: {kind}", []).extend(
                ask(NAME, "recording", loop, kind, rounds)
            )
    gains = [
        figure(f"main thread's time of a step of {loop}, times that with Python's recorder",
               float(np.median(threads[f"{loop}: C"]) / np.median(threads[f"{loop}: Python"])),
               "at most", 1)
        for loop in LOOPS
    ]  # fmt: skip
    return [
        table("Recording one call", "µs", dict(sorted(ops.items()))),
        table("Recording in a step", "µs", parts),
        table("A step, by the clock", "µs", walls),
        table("A step, the main thread's processor time", "µs", threads),
    ], gains


if __name__ == "__main__":
    main(measure)
