"""Two blocks of a transformer's encoder over 64 words, in milliseconds per step.

Words and positions embedded in 128 numbers, four heads, inner size 512, GELU, normalization before
each part; the mean classified; batch 32, Adam, no dropout.
"""

from __future__ import annotations

import sys

import numpy as np

from benchmarks.measure import main
from benchmarks.workloads import contest
from benchmarks.workloads.examples import texts
from benchmarks.workloads.weights import Weights

RATE, FITS, COMPILES, BATCH = 0.001, True, True, 32
WORDS, LENGTH, SIZE, HEADS, INNER, BLOCKS = 5000, 64, 128, 4, 512, 2
EACH = SIZE // HEADS

# TensorFlow updates moments only of the rows of a table that a batch has.
TOLERANCE = 0.05


def weights():
    made = Weights().kernel(WORDS, SIZE).kernel(LENGTH, SIZE)
    for _ in range(BLOCKS):
        made.norm(SIZE)
        for _ in "qkv":
            made.kernel(SIZE, HEADS, EACH, fans=(SIZE, SIZE)).zeros(HEADS, EACH)
        made.kernel(HEADS, EACH, SIZE, fans=(SIZE, SIZE)).zeros(SIZE)
        made.norm(SIZE).affine(SIZE, INNER).affine(INNER, SIZE)
    return made.norm(SIZE).affine(SIZE, 10).arrays


def model(keras):
    layers = keras.layers

    def norm():
        return layers.LayerNormalization(epsilon=1e-6)

    class Block(layers.Layer):
        def __init__(self):
            super().__init__()
            self.norm1, self.attend = norm(), layers.MultiHeadAttention(HEADS, EACH)
            self.norm2, self.inner = norm(), layers.Dense(INNER, "gelu")
            self.outer = layers.Dense(SIZE)

        def call(self, x):
            y = self.norm1(x)
            x = x + self.attend(y, y)
            return x + self.outer(self.inner(self.norm2(x)))

    class Encoder(keras.Model):
        def __init__(self):
            super().__init__()
            self.words = layers.Embedding(WORDS, SIZE)
            self.places = layers.Embedding(LENGTH, SIZE)
            self.blocks = [Block() for _ in range(BLOCKS)]
            self.norm, self.head = norm(), layers.Dense(10)

        def call(self, ids):
            x = self.words(ids) + self.places(np.arange(LENGTH, dtype=np.int32))
            for block in self.blocks:
                x = block(x)
            x = self.norm(x)
            return self.head(keras.ops.mean(x, axis=1))

    return Encoder()


def loss(keras):
    return keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def batches():
    return texts(LENGTH, WORDS, BATCH, 10)


def jax_loss(nn):
    import jax

    def loss(params, ids, y):
        rest = iter(params)

        def dense(x):
            return nn.dense(x, next(rest), next(rest))

        def norm(x):
            return nn.layer_norm(x, next(rest), next(rest))

        def heads(x):
            kernel, bias = next(rest).reshape(SIZE, SIZE), next(rest).reshape(SIZE)
            return nn.dense(x, kernel, bias).reshape(*x.shape[:-1], HEADS, EACH)

        x = nn.embedding(next(rest), ids) + next(rest)
        for _ in range(BLOCKS):
            y1 = norm(x)
            seen = nn.attention(heads(y1), heads(y1), heads(y1)).reshape(x.shape)
            x = x + nn.dense(seen, next(rest).reshape(SIZE, SIZE), next(rest))
            y1 = jax.nn.gelu(dense(norm(x)), approximate=False)
            x = x + dense(y1)
        return nn.sparse_loss(dense(norm(x).mean(1)), y)

    return loss


def torch_model():
    import torch
    from torch import nn

    class Block(nn.Module):
        def __init__(self):
            super().__init__()
            self.norm1 = nn.LayerNorm(SIZE, eps=1e-6)
            self.query, self.key, self.value, self.output = (nn.Linear(SIZE, SIZE) for _ in "qkvo")
            self.norm2 = nn.LayerNorm(SIZE, eps=1e-6)
            self.inner, self.outer = nn.Linear(SIZE, INNER), nn.Linear(INNER, SIZE)

        def forward(self, x):
            y = self.norm1(x)
            q, k, v = (
                part(y).view(*y.shape[:2], HEADS, EACH).transpose(1, 2)
                for part in (self.query, self.key, self.value)
            )
            seen = nn.functional.scaled_dot_product_attention(q, k, v)
            x = x + self.output(seen.transpose(1, 2).reshape(y.shape))
            return x + self.outer(nn.functional.gelu(self.inner(self.norm2(x))))

    class Encoder(nn.Module):
        def __init__(self):
            super().__init__()
            self.words, self.places = nn.Embedding(WORDS, SIZE), nn.Embedding(LENGTH, SIZE)
            self.blocks = nn.ModuleList([Block() for _ in range(BLOCKS)])
            self.norm, self.head = nn.LayerNorm(SIZE, eps=1e-6), nn.Linear(SIZE, 10)

        def forward(self, ids):
            x = self.words(ids) + self.places.weight
            for block in self.blocks:
                x = block(x)
            return self.head(self.norm(x).mean(1))

        def take(self, arrays):
            for parameter, array in zip(self.parameters(), arrays, strict=True):
                table = parameter is self.words.weight or parameter is self.places.weight
                turned = (
                    array
                    if table or parameter.ndim == 1
                    else array.reshape(parameter.shape[::-1]).T
                )
                with torch.no_grad():
                    parameter.copy_(torch.from_numpy(turned.reshape(parameter.shape)))

    return Encoder()


def torch_loss(output, y):
    from torch.nn.functional import cross_entropy

    return cross_entropy(output, y)


VARIANTS = contest.variants(sys.modules[__name__])


def measure(quick):
    return contest.compare(sys.modules[__name__], quick)


if __name__ == "__main__":
    main(measure)
