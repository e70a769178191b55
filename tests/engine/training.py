"""A small training loop of ops and variables alone, for the tests of the engine."""

from __future__ import annotations

import numpy as np

import tapeflow as tf


class Training:
    """A perceptron of two layers, trained by gradient descent on data of its own."""

    def __init__(self, seed=0, units=16):
        rng = np.random.default_rng(seed)
        self.rng = rng
        self.kernel1 = tf.Variable(rng.normal(size=(8, units), scale=0.3).astype("float32"))
        self.bias1 = tf.Variable(np.zeros(units, "float32"))
        self.kernel2 = tf.Variable(rng.normal(size=(units, 1), scale=0.3).astype("float32"))
        self.variables = [self.kernel1, self.bias1, self.kernel2]

    def step(self, read=True, rate=0.1):
        """One step; `read` reads the loss inside the tape, as tutorials do."""
        inputs = self.rng.normal(size=(20, 8)).astype("float32")
        targets = np.sin(inputs.sum(axis=1, keepdims=True))
        with tf.GradientTape() as tape:
            hidden = tf.nn.relu(tf.matmul(inputs, self.kernel1) + self.bias1)
            loss = tf.reduce_mean(tf.square(tf.matmul(hidden, self.kernel2) - targets))
            if read:
                loss.numpy()
        for variable, gradient in zip(
            self.variables, tape.gradient(loss, self.variables), strict=True
        ):
            variable.assign_sub(rate * gradient)
        return loss

    def run(self, steps):
        """The last loss after `steps` steps."""
        for number in range(steps):
            loss = self.step(read=number % 2 == 0)
        return loss.numpy()

    def weights(self):
        return [variable.numpy() for variable in self.variables]
