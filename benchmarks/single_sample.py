"""The latency of one sample through the tutorial's model, in microseconds.

`model(x)` and `model.predict(x)` on one picture, with the result read.
"""

from __future__ import annotations

import statistics

import numpy as np

from benchmarks.measure import figure, interleave, main, ratio, table
from benchmarks.tutorial_loop import make_model


def call(tf):
    model, picture = make_model(tf), np.random.default_rng(0).random((1, 28, 28, 1), np.float32)

    def run(steps):
        for _ in range(steps):
            model(picture).numpy()

    return run


def predict(tf):
    model, picture = make_model(tf), np.random.default_rng(0).random((1, 28, 28, 1), np.float32)

    def run(steps):
        for _ in range(steps):
            model.predict(picture, verbose=0)

    return run


def tapeflow_call():
    import tapeflow as tf

    return call(tf)


def tapeflow_predict():
    import tapeflow as tf

    return predict(tf)


def tensorflow_call():
    import tensorflow as tf

    return call(tf)


def tensorflow_predict():
    import tensorflow as tf

    return predict(tf)


VARIANTS = {
    "TapeFlow model(x)": ("this", tapeflow_call),
    "TensorFlow model(x)": ("tensorflow", tensorflow_call),
    "TapeFlow model.predict(x)": ("this", tapeflow_predict),
    "TensorFlow model.predict(x)": ("tensorflow", tensorflow_predict),
}


def measure(quick):
    samples, _ = interleave(
        "single_sample", list(VARIANTS), *((10, 2) if quick else (100, 15)), 1e6
    )
    figures = []
    for what in ("model(x)", "model.predict(x)"):
        ours, theirs = f"TapeFlow {what}", f"TensorFlow {what}"
        figures += [
            figure(f"microseconds of {what}", statistics.median(samples[ours]), "at most", 150),
            figure(
                f"speed of {what}, times TensorFlow's", ratio(samples, theirs, ours), "at least", 10
            ),
        ]
    return [table("One sample", "µs", samples)], figures


if __name__ == "__main__":
    main(measure)
