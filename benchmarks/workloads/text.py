"""A text classifier with a table of 20,000 words, in milliseconds per step.

Embedding of 128, the mean over 200 words, dense 64, one logit; batch 64, Adam.
"""

from __future__ import annotations

import sys

from benchmarks.measure import main
from benchmarks.workloads import contest
from benchmarks.workloads.examples import texts
from benchmarks.workloads.weights import Weights

RATE, FITS, COMPILES, BATCH = 0.001, True, True, 64
WORDS, SIZE, LENGTH = 20000, 128, 200

# TensorFlow updates moments only of the rows of a table that a batch has.
TOLERANCE = 0.05


def weights():
    return Weights().kernel(WORDS, SIZE).affine(SIZE, 64).affine(64, 1).arrays


def model(keras):
    layers = keras.layers
    return keras.Sequential(
        [
            layers.Embedding(WORDS, SIZE),
            layers.GlobalAveragePooling1D(),
            layers.Dense(64, "relu"),
            layers.Dense(1),
        ]
    )


def loss(keras):
    return keras.losses.BinaryCrossentropy(from_logits=True)


def batches():
    return [(ids, y[:, None].astype("float32")) for ids, y in texts(LENGTH, WORDS, BATCH, 2)]


def jax_loss(nn):
    import jax
    import jax.numpy as jnp

    def loss(params, x, y):
        table, k1, b1, k2, b2 = params
        x = nn.embedding(table, x).mean(1)
        z = nn.dense(jax.nn.relu(nn.dense(x, k1, b1)), k2, b2)
        return jnp.mean(jnp.maximum(z, 0) - z * y + jnp.log1p(jnp.exp(-jnp.abs(z))))

    return loss


def torch_model():
    from torch import nn

    class Mean(nn.Module):
        def forward(self, x):
            return x.mean(1)

    table = nn.Embedding(WORDS, SIZE)
    table.weight.as_it_is = True
    return nn.Sequential(table, Mean(), nn.Linear(SIZE, 64), nn.ReLU(), nn.Linear(64, 1))


def torch_loss(output, y):
    from torch.nn.functional import binary_cross_entropy_with_logits

    return binary_cross_entropy_with_logits(output, y)


VARIANTS = contest.variants(sys.modules[__name__])


def measure(quick):
    return contest.compare(sys.modules[__name__], quick)


if __name__ == "__main__":
    main(measure)
