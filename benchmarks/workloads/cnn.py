"""The tutorial's convolutional network on 28x28 pictures, in milliseconds per step.

Convolution 5x5x32, pooling, convolution 5x5x64, pooling, dense 1024, dense 10; batch 50, Adam, the
loss read inside the tape.
"""

from __future__ import annotations

import sys

from benchmarks.measure import main
from benchmarks.workloads import contest
from benchmarks.workloads.examples import patterns
from benchmarks.workloads.weights import Weights

RATE, INSIDE, FITS, BATCH = 0.001, True, True, 50

# Adam's first steps are as long for gradients that are rounding errors as for others: TensorFlow's
# and PyTorch's losses are 0.6 to 0.9 % apart by then.
TOLERANCE = 0.02


def weights():
    made = Weights().affine(5, 5, 1, 32).affine(5, 5, 32, 64)
    return made.affine(7 * 7 * 64, 1024).affine(1024, 10).arrays


def model(keras):
    class CNN(keras.Model):
        def __init__(self):
            super().__init__()
            options = {"kernel_size": [5, 5], "padding": "same", "activation": "relu"}
            self.conv1 = keras.layers.Conv2D(filters=32, **options)
            self.pool1 = keras.layers.MaxPool2D(pool_size=[2, 2], strides=2)
            self.conv2 = keras.layers.Conv2D(filters=64, **options)
            self.pool2 = keras.layers.MaxPool2D(pool_size=[2, 2], strides=2)
            self.flatten = keras.layers.Reshape(target_shape=(7 * 7 * 64,))
            self.dense1 = keras.layers.Dense(units=1024, activation="relu")
            self.dense2 = keras.layers.Dense(units=10, activation="softmax")

        def call(self, inputs):
            x = self.pool1(self.conv1(inputs))
            x = self.pool2(self.conv2(x))
            return self.dense2(self.dense1(self.flatten(x)))

    return CNN()


def loss(keras):
    return keras.losses.SparseCategoricalCrossentropy()


def batches():
    return patterns((28, 28, 1), BATCH)


def jax_loss(nn):
    import jax

    def loss(params, x, y):
        k1, b1, k2, b2, k3, b3, k4, b4 = params
        x = nn.max_pool(jax.nn.relu(nn.conv(x, k1) + b1))
        x = nn.max_pool(jax.nn.relu(nn.conv(x, k2) + b2))
        x = jax.nn.relu(nn.dense(x.reshape(x.shape[0], -1), k3, b3))
        return nn.sparse_loss(nn.dense(x, k4, b4), y)

    return loss


def torch_model():
    from torch import nn

    class Flatten(nn.Module):
        """In Keras's order of pixels and channels, so that weights fit."""

        def forward(self, x):
            return x.permute(0, 2, 3, 1).flatten(1)

    return nn.Sequential(
        nn.Conv2d(1, 32, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        Flatten(), nn.Linear(7 * 7 * 64, 1024), nn.ReLU(), nn.Linear(1024, 10),
    )  # fmt: skip


def torch_loss(output, y):
    from torch.nn.functional import cross_entropy

    return cross_entropy(output, y)


VARIANTS = contest.variants(sys.modules[__name__])


def measure(quick):
    return contest.compare(sys.modules[__name__], quick, at_least=0.95)


if __name__ == "__main__":
    main(measure)
