"""A dense autoencoder of 784 pixels, in milliseconds per step.

784-256-64-256-784, mean squared error, batch 128, Adam.
"""

from __future__ import annotations

import itertools
import sys

from benchmarks.measure import main
from benchmarks.workloads import contest
from benchmarks.workloads.examples import patterns
from benchmarks.workloads.weights import Weights

RATE, COMPILES, BATCH = 0.001, True, 128
SIZES = (784, 256, 64, 256, 784)


def weights():
    made = Weights()
    for before, after in itertools.pairwise(SIZES):
        made.affine(before, after)
    return made.arrays


def model(keras):
    layers = [keras.layers.Dense(size, "relu") for size in SIZES[1:-1]]
    return keras.Sequential([*layers, keras.layers.Dense(784, "sigmoid")])


def loss(keras):
    return keras.losses.MeanSquaredError()


def batches():
    return [(x, x) for x, _ in patterns((784,), BATCH)]


def jax_loss(nn):
    import jax
    import jax.numpy as jnp

    def loss(params, x, y):
        for i in range(0, 6, 2):
            x = jax.nn.relu(nn.dense(x, params[i], params[i + 1]))
        return jnp.mean(jnp.square(jax.nn.sigmoid(nn.dense(x, params[6], params[7])) - y))

    return loss


def torch_model():
    from torch import nn

    chain = []
    for before, after in itertools.pairwise(SIZES):
        chain += [nn.Linear(before, after), nn.ReLU()]
    return nn.Sequential(*chain[:-1], nn.Sigmoid())


def torch_loss(output, y):
    from torch.nn.functional import mse_loss

    return mse_loss(output, y)


VARIANTS = contest.variants(sys.modules[__name__])


def measure(quick):
    return contest.compare(sys.modules[__name__], quick)


if __name__ == "__main__":
    main(measure)
