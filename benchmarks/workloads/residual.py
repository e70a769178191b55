"""A residual network with batch normalization on 32x32 pictures, in milliseconds per step.

3x3 convolutions in three stages of 16, 32 and 64 channels, two blocks each (He et al. 2016); batch
64, Adam.
"""

from __future__ import annotations

import sys

from benchmarks.measure import main
from benchmarks.workloads import contest
from benchmarks.workloads.examples import patterns
from benchmarks.workloads.weights import Weights

RATE, FITS, BATCH = 0.001, True, 64
# Channels in and out, and the stride, of each block.
BLOCKS = ((16, 16, 1), (16, 16, 1), (16, 32, 2), (32, 32, 1), (32, 64, 2), (64, 64, 1))

# Adam's first steps are as long for gradients that are rounding errors as for others: TensorFlow's
# and PyTorch's losses are 0.6 to 0.9 % apart by then.
TOLERANCE = 0.02


def weights():
    made = Weights().kernel(3, 3, 3, 16).norm(16)
    for before, after, _ in BLOCKS:
        made.kernel(3, 3, before, after).norm(after).kernel(3, 3, after, after).norm(after)
        if before != after:
            made.kernel(1, 1, before, after).norm(after)
    return made.affine(64, 10).arrays


def model(keras):
    layers = keras.layers

    class ConvNorm(layers.Layer):
        def __init__(self, filters, size, stride):
            super().__init__()
            self.conv = layers.Conv2D(filters, size, stride, "same", use_bias=False)
            self.norm = layers.BatchNormalization(momentum=0.9)

        def call(self, x, training=None):
            return self.norm(self.conv(x), training=training)

    class Block(layers.Layer):
        def __init__(self, before, after, stride):
            super().__init__()
            self.one, self.two = ConvNorm(after, 3, stride), ConvNorm(after, 3, 1)
            self.short = ConvNorm(after, 1, stride) if before != after else None
            self.relu = layers.ReLU()

        def call(self, x, training=None):
            y = self.two(self.relu(self.one(x, training=training)), training=training)
            short = self.short(x, training=training) if self.short else x
            return self.relu(y + short)

    class ResNet(keras.Model):
        def __init__(self):
            super().__init__()
            self.stem = ConvNorm(16, 3, 1)
            self.relu = layers.ReLU()
            self.blocks = [Block(*sizes) for sizes in BLOCKS]
            self.pool = layers.GlobalAveragePooling2D()
            self.head = layers.Dense(10)

        def call(self, x, training=None):
            x = self.relu(self.stem(x, training=training))
            for block in self.blocks:
                x = block(x, training=training)
            return self.head(self.pool(x))

    return ResNet()


def loss(keras):
    return keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def batches():
    return patterns((32, 32, 3), BATCH)


def jax_loss(nn):
    from jax.nn import relu

    def loss(params, x, y):
        rest = iter(params)

        def conv_norm(x, stride):
            return nn.batch_norm(nn.conv(x, next(rest), stride), next(rest), next(rest))

        x = relu(conv_norm(x, 1))
        for before, after, stride in BLOCKS:
            y1 = conv_norm(relu(conv_norm(x, stride)), 1)
            x = relu(y1 + (conv_norm(x, stride) if before != after else x))
        return nn.sparse_loss(nn.dense(x.mean((1, 2)), next(rest), next(rest)), y)

    return loss


def torch_model():
    from torch import nn

    class ConvNorm(nn.Module):
        def __init__(self, before, after, size, stride):
            super().__init__()
            self.size, self.stride = size, stride
            self.conv = nn.Conv2d(before, after, size, stride, bias=False)
            self.norm = nn.BatchNorm2d(after, eps=1e-3, momentum=0.1)

        def forward(self, x):
            # "same" pads at the end first; with a stride of 2 that is not PyTorch's padding.
            total = max(self.size - self.stride, 0)
            edges = (total // 2, total - total // 2) * 2
            return self.norm(self.conv(nn.functional.pad(x, edges)))

    class Block(nn.Module):
        def __init__(self, before, after, stride):
            super().__init__()
            self.one = ConvNorm(before, after, 3, stride)
            self.two = ConvNorm(after, after, 3, 1)
            self.short = ConvNorm(before, after, 1, stride) if before != after else nn.Identity()

        def forward(self, x):
            return (self.two(self.one(x).relu()) + self.short(x)).relu()

    return nn.Sequential(
        ConvNorm(3, 16, 3, 1), nn.ReLU(), *[Block(*sizes) for sizes in BLOCKS],
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10),
    )  # fmt: skip


def torch_loss(output, y):
    from torch.nn.functional import cross_entropy

    return cross_entropy(output, y)


VARIANTS = contest.variants(sys.modules[__name__])


def measure(quick):
    return contest.compare(sys.modules[__name__], quick, at_least=0.95)


if __name__ == "__main__":
    main(measure)
