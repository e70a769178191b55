"""A recurrent model unrolled by a Python loop: 40 LSTMCell calls per training step.

Batch 50, 256 units, 60 symbols one-hot, the loss of the next symbol, Adam, milliseconds per step.
The first step tells what compiling costs. JAX by hand is unrolled like the others, and scanned.
"""

from __future__ import annotations

import sys

import numpy as np

from benchmarks.measure import figure, main
from benchmarks.workloads import contest
from benchmarks.workloads.weights import Weights

BATCH, LENGTH, UNITS, SYMBOLS = 50, 40, 256, 60
RATE, INSIDE = 0.001, True


def weights():
    made = Weights().kernel(SYMBOLS, 4 * UNITS).kernel(UNITS, 4 * UNITS).zeros(4 * UNITS)
    return made.affine(UNITS, SYMBOLS).arrays


def model(keras):
    tf = __import__("tapeflow" if keras.__name__.startswith("tapeflow") else "tensorflow")

    class RNN(keras.Model):
        """The tutorial's text model."""

        def __init__(self):
            super().__init__()
            self.cell = keras.layers.LSTMCell(units=UNITS)
            self.dense = keras.layers.Dense(units=SYMBOLS)

        def call(self, inputs):
            inputs = tf.one_hot(inputs, depth=SYMBOLS)
            state = self.cell.get_initial_state(batch_size=BATCH)
            for t in range(LENGTH):
                output, state = self.cell(inputs[:, t, :], state)
            return tf.nn.softmax(self.dense(output))

    return RNN()


def loss(keras):
    return keras.losses.SparseCategoricalCrossentropy()


def batches():
    rng = np.random.default_rng(0)
    return [
        (rng.integers(0, SYMBOLS, (BATCH, LENGTH)), rng.integers(0, SYMBOLS, BATCH))
        for _ in range(10)
    ]


def make_step(tf):
    """A training step on symbols of its own, for `benchmarks.compile`."""
    net, loss_of = model(tf.keras), loss(tf.keras)
    optimizer = tf.keras.optimizers.Adam(learning_rate=RATE)
    rng = np.random.default_rng(0)

    def step():
        X, y = rng.integers(0, SYMBOLS, (BATCH, LENGTH)), rng.integers(0, SYMBOLS, BATCH)
        with tf.GradientTape() as tape:
            found = loss_of(y, net(X))
            float(found.numpy())
        grads = tape.gradient(found, net.variables)
        optimizer.apply_gradients(grads_and_vars=zip(grads, net.variables, strict=True))

    return step


def jax_loss(nn):
    import jax
    import jax.numpy as jnp

    from benchmarks.workloads.jax_layers import PLAIN

    def loss(params, x, y):
        kernel, recurrent, bias, head, head_bias = params
        x = jax.nn.one_hot(x.T, SYMBOLS)

        def cell(state, x):
            h, c = state
            i, f, g, o = jnp.split(x @ kernel + h @ recurrent + bias, 4, -1)
            c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
            return (jax.nn.sigmoid(o) * jnp.tanh(c), c), None

        state = (jnp.zeros((BATCH, UNITS)),) * 2
        if nn is PLAIN:
            for t in range(LENGTH):
                state, _ = cell(state, x[t])
        else:
            state, _ = jax.lax.scan(cell, state, x)
        return nn.sparse_loss(nn.dense(state[0], head, head_bias), y)

    return loss


def torch_model():
    import torch
    from torch import nn

    class RNN(nn.Module):
        def __init__(self):
            super().__init__()
            self.cell, self.dense = nn.LSTMCell(SYMBOLS, UNITS), nn.Linear(UNITS, SYMBOLS)
            # Keras has one bias; PyTorch's second one stays zero.
            nn.init.zeros_(self.cell.bias_hh)
            self.cell.bias_hh.requires_grad_(False)

        def parameters(self, recurse=True):
            return (p for p in super().parameters(recurse) if p.requires_grad)

        def forward(self, x):
            x = nn.functional.one_hot(x, SYMBOLS).float()
            state = (torch.zeros(BATCH, UNITS),) * 2
            for t in range(LENGTH):
                state = self.cell(x[:, t], state)
            return self.dense(state[0])

    return RNN()


def torch_loss(output, y):
    from torch.nn.functional import cross_entropy

    return cross_entropy(output, y)


VARIANTS = contest.variants(sys.modules[__name__])
VARIANTS["JAX by hand, scanned"] = VARIANTS.pop("JAX by hand, our formulations")


def measure(quick):
    tables, figures = contest.compare(sys.modules[__name__], quick)
    (first,) = next(t for t in tables if t["title"] == "The first step")["samples"]["TapeFlow"]
    return tables, [*figures, figure("seconds of the first step", first, "at most", 4)]


if __name__ == "__main__":
    main(measure)
