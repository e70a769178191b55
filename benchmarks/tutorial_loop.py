"""The tutorial's training loop, in milliseconds per step.

A perceptron (784-100-10), a random batch of 50 picked by NumPy, forward, loss, the loss read at
every step (inside the tape where there is one), gradient, Adam. The contestants: TapeFlow as
written in the tutorial, TensorFlow as written, TensorFlow with the step in a tf.function, PyTorch
eager, and a step written by hand for JAX, compiled whole, with its state donated.
"""

from __future__ import annotations

import numpy as np

from benchmarks.measure import figure, interleave, main, ratio, table

BATCH, RATE = 50, 0.001


class Data:
    """60,000 pictures as large as MNIST's, and the tutorial's way of picking a batch."""

    def __init__(self):
        rng = np.random.default_rng(0)
        self.pictures = rng.random((60000, 28, 28, 1), dtype=np.float32)
        self.labels = rng.integers(0, 10, 60000).astype(np.int32)

    def get_batch(self):
        index = np.random.randint(0, np.shape(self.pictures)[0], BATCH)
        return self.pictures[index, :], self.labels[index]


def make_model(tf):
    """The tutorial's model."""

    class MLP(tf.keras.Model):
        def __init__(self):
            super().__init__()
            self.flatten = tf.keras.layers.Flatten()
            self.dense1 = tf.keras.layers.Dense(units=100, activation=tf.nn.relu)
            self.dense2 = tf.keras.layers.Dense(units=10)

        def call(self, inputs):
            x = self.flatten(inputs)
            x = self.dense1(x)
            x = self.dense2(x)
            return tf.nn.softmax(x)

    return MLP()


def eager_loop(tf):
    """The tutorial's loop, without its print."""
    data, model = Data(), make_model(tf)
    optimizer = tf.keras.optimizers.Adam(learning_rate=RATE)

    def run(steps):
        for _ in range(steps):
            X, y = data.get_batch()
            with tf.GradientTape() as tape:
                y_pred = model(X)
                loss = tf.keras.losses.sparse_categorical_crossentropy(y_true=y, y_pred=y_pred)
                loss = tf.reduce_mean(loss)
                float(loss.numpy())
            grads = tape.gradient(loss, model.variables)
            optimizer.apply_gradients(grads_and_vars=zip(grads, model.variables, strict=True))

    return run


def function_loop(tf):
    """The same with the step in a tf.function."""
    data, model = Data(), make_model(tf)
    optimizer = tf.keras.optimizers.Adam(learning_rate=RATE)

    @tf.function
    def train(X, y):
        with tf.GradientTape() as tape:
            y_pred = model(X)
            loss = tf.keras.losses.sparse_categorical_crossentropy(y_true=y, y_pred=y_pred)
            loss = tf.reduce_mean(loss)
        grads = tape.gradient(loss, model.variables)
        optimizer.apply_gradients(grads_and_vars=zip(grads, model.variables, strict=True))
        return loss

    def run(steps):
        for _ in range(steps):
            float(train(*data.get_batch()).numpy())

    return run


def tapeflow():
    import tapeflow as tf

    return eager_loop(tf)


def tensorflow():
    import tensorflow as tf

    return eager_loop(tf)


def tensorflow_function():
    import tensorflow as tf

    return function_loop(tf)


def torch():
    import torch
    from torch import nn

    data = Data()
    model = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))
    optimizer = torch.optim.Adam(model.parameters(), lr=RATE)
    criterion = nn.CrossEntropyLoss()

    def run(steps):
        for _ in range(steps):
            X, y = data.get_batch()
            optimizer.zero_grad()
            loss = criterion(model(torch.from_numpy(X)), torch.from_numpy(y).long())
            loss.item()
            loss.backward()
            optimizer.step()

    return run


def jax():
    import jax
    import jax.numpy as jnp

    data = Data()
    keys = jax.random.split(jax.random.key(0), 2)
    glorot = jax.nn.initializers.glorot_uniform()
    params = {
        "kernel1": glorot(keys[0], (784, 100)), "bias1": jnp.zeros(100),
        "kernel2": glorot(keys[1], (100, 10)), "bias2": jnp.zeros(10),
    }  # fmt: skip
    zeros = jax.tree.map(jnp.zeros_like, params)
    state = (params, zeros, jax.tree.map(jnp.copy, zeros), jnp.zeros((), jnp.float32))

    def loss_of(params, X, y):
        hidden = jax.nn.relu(X.reshape(X.shape[0], -1) @ params["kernel1"] + params["bias1"])
        log_probs = jax.nn.log_softmax(hidden @ params["kernel2"] + params["bias2"])
        return -jnp.mean(jnp.take_along_axis(log_probs, y[:, None], axis=1))

    def train(state, X, y):
        params, m, v, step = state
        loss, grads = jax.value_and_grad(loss_of)(params, X, y)
        step = step + 1
        m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, grads)
        v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, v, grads)
        rate = RATE * jnp.sqrt(1 - 0.999**step) / (1 - 0.9**step)
        params = jax.tree.map(lambda p, m, v: p - rate * m / (jnp.sqrt(v) + 1e-7), params, m, v)
        return (params, m, v, step), loss

    train = jax.jit(train, donate_argnums=0)

    def run(steps):
        nonlocal state
        for _ in range(steps):
            state, loss = train(state, *data.get_batch())
            float(loss)

    return run


VARIANTS = {
    "TapeFlow": ("this", tapeflow),
    "JAX, jit by hand": ("this", jax),
    "TensorFlow eager": ("tensorflow", tensorflow),
    "TensorFlow tf.function": ("tensorflow", tensorflow_function),
    "PyTorch eager": ("torch", torch),
}


def measure(quick):
    samples, _ = interleave("tutorial_loop", list(VARIANTS), *((20, 2) if quick else (400, 15)))
    figures = [
        figure("steps per second, times TensorFlow eager's",
               ratio(samples, "TensorFlow eager", "TapeFlow"), "at least", 12),
        figure("steps per second, times tf.function's",
               ratio(samples, "TensorFlow tf.function", "TapeFlow"), "at least", 1.3),
        figure("steps per second, times PyTorch eager's",
               ratio(samples, "PyTorch eager", "TapeFlow"), "at least", 1.15),
        figure("time, times that of a jax.jit step written by hand",
               ratio(samples, "TapeFlow", "JAX, jit by hand"), "at most", 1.35),
    ]  # fmt: skip
    return [table("One training step", "ms", samples)], figures


if __name__ == "__main__":
    main(measure)
