"""What compiling costs, in milliseconds, where the user waits for it.

The first result of a one-line program, the first training step of the tutorial's model, the first
batch of a new size, and the first step of a loop of 40 LSTM cells; each in a fresh process, with an
empty cache of compiled programs ("cold") and with what the last process left there ("warm").
"""

from __future__ import annotations

import importlib
import tempfile
import time

import numpy as np

from benchmarks.lstm_loop import make_step
from benchmarks.measure import ask, main, table
from benchmarks.tutorial_loop import make_model

SITUATIONS = ("a one-line op", "the same line again", "a first training step", "a second step",
              "a new batch size", "a new size again", "40 LSTM cells, first step",
              "40 LSTM cells, second step")  # fmt: skip


def situations(module):
    """Milliseconds of each of the situations."""
    tf = importlib.import_module(module)
    model, rng = make_model(tf), np.random.default_rng(0)
    optimizer = tf.keras.optimizers.Adam(learning_rate=0.001)

    def step(batch):
        X = rng.random((batch, 28, 28, 1), np.float32)
        y = rng.integers(0, 10, batch).astype(np.int32)
        with tf.GradientTape() as tape:
            losses = tf.keras.losses.sparse_categorical_crossentropy(y_true=y, y_pred=model(X))
            loss = tf.reduce_mean(losses)
            loss.numpy()
        grads = tape.gradient(loss, model.variables)
        optimizer.apply_gradients(zip(grads, model.variables, strict=True))
        model.variables[0].numpy()

    def line():
        str(tf.constant([1.0, 2.0]) + 1)

    lstm = make_step(tf)
    actions = [line, line, lambda: step(50), lambda: step(50), lambda: step(37), lambda: step(37)]
    return dict(zip(SITUATIONS, map(_time, [*actions, lstm, lstm]), strict=True))


def _time(action):
    start = time.perf_counter()
    action()
    return (time.perf_counter() - start) * 1e3


VARIANTS = {"TapeFlow": ("this", situations), "TensorFlow": ("tensorflow", situations)}


def measure(quick):
    runs = {"TapeFlow, cold": [], "TapeFlow, warm": [], "TensorFlow": []}
    for _ in range(1 if quick else 5):
        with tempfile.TemporaryDirectory() as cache:
            for name in ("TapeFlow, cold", "TapeFlow, warm"):
                runs[name].append(ask("compile", "TapeFlow", "tapeflow", TAPEFLOW_CACHE_DIR=cache))
        runs["TensorFlow"].append(ask("compile", "TensorFlow", "tensorflow"))
    samples = {
        what: {name: [run[what] for run in found] for name, found in runs.items()}
        for what in SITUATIONS
    }
    return [table(what[0].upper() + what[1:], "ms", found) for what, found in samples.items()], []


if __name__ == "__main__":
    main(measure)
