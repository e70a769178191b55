"""A recurrent model unrolled by a Python loop: 40 LSTMCell calls per training step.

Batch 50, 256 units, 60 symbols one-hot, the loss of the next symbol, Adam. The first step tells
what compiling costs, the later ones how fast the result is.
"""

from __future__ import annotations

import time

import numpy as np

from benchmarks.measure import figure, interleave, main, ratio, table

BATCH, LENGTH, UNITS, SYMBOLS = 50, 40, 256, 60


def make_step(tf):
    """The training step of the tutorial's text model."""

    class RNN(tf.keras.Model):
        def __init__(self):
            super().__init__()
            self.cell = tf.keras.layers.LSTMCell(units=UNITS)
            self.dense = tf.keras.layers.Dense(units=SYMBOLS)

        def call(self, inputs):
            inputs = tf.one_hot(inputs, depth=SYMBOLS)
            state = self.cell.get_initial_state(batch_size=BATCH)
            for t in range(LENGTH):
                output, state = self.cell(inputs[:, t, :], state)
            return tf.nn.softmax(self.dense(output))

    model = RNN()
    optimizer = tf.keras.optimizers.Adam(learning_rate=0.001)
    rng = np.random.default_rng(0)

    def step():
        X, y = rng.integers(0, SYMBOLS, (BATCH, LENGTH)), rng.integers(0, SYMBOLS, BATCH)
        with tf.GradientTape() as tape:
            y_pred = model(X)
            loss = tf.keras.losses.sparse_categorical_crossentropy(y_true=y, y_pred=y_pred)
            loss = tf.reduce_mean(loss)
            float(loss.numpy())
        grads = tape.gradient(loss, model.variables)
        optimizer.apply_gradients(grads_and_vars=zip(grads, model.variables, strict=True))

    return step


def loop(tf):
    step = make_step(tf)
    start = time.perf_counter()
    step()
    first = time.perf_counter() - start
    start = time.perf_counter()
    step()
    second = time.perf_counter() - start

    def run(steps):
        for _ in range(steps):
            step()

    return run, {"first": first, "second": second}


def tapeflow():
    import tapeflow as tf

    return loop(tf)


def tensorflow():
    import tensorflow as tf

    return loop(tf)


VARIANTS = {"TapeFlow": ("this", tapeflow), "TensorFlow eager": ("tensorflow", tensorflow)}


def measure(quick):
    samples, facts = interleave("lstm_loop", list(VARIANTS), *((2, 2) if quick else (10, 9)))
    firsts = {
        f"{name}, {step} step": [facts[name][step]]
        for name in samples
        for step in ("first", "second")
    }
    figures = [
        figure("seconds of the first step", facts["TapeFlow"]["first"], "at most", 4),
        figure("later steps, times as fast as TensorFlow eager's",
               ratio(samples, "TensorFlow eager", "TapeFlow"), "at least", 1),
    ]  # fmt: skip
    return [table("The first steps", "s", firsts), table("Later steps", "ms", samples)], figures


if __name__ == "__main__":
    main(measure)
