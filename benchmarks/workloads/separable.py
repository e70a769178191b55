"""A depthwise-separable network on 32x32 pictures, in milliseconds per step.

A 3x3 convolution to 32 channels, then six pairs of a 3x3 depthwise and a 1x1 convolution, each
with batch normalization and ReLU (Howard et al. 2017); batch 64, Adam.
"""

from __future__ import annotations

import sys

from benchmarks.measure import main
from benchmarks.workloads import contest
from benchmarks.workloads.examples import patterns
from benchmarks.workloads.weights import Weights

RATE, BATCH = 0.001, 64
# Channels in and out, and the stride, of each pair.
PAIRS = ((32, 64, 1), (64, 64, 1), (64, 128, 2), (128, 128, 1), (128, 256, 2), (256, 256, 1))


# Adam's first steps are as long for gradients that are rounding errors as for others: with sums in
# another order TapeFlow's own loss is 1.7163 or 1.7191, TensorFlow's 1.7190, PyTorch's 1.7168.
TOLERANCE = 0.005


def weights():
    made = Weights().kernel(3, 3, 3, 32).norm(32)
    for before, after, _ in PAIRS:
        made.kernel(3, 3, before, 1, fans=(9, 9)).norm(before)
        made.kernel(1, 1, before, after).norm(after)
    return made.affine(256, 10).arrays


def model(keras):
    layers = keras.layers
    chain = [layers.Conv2D(32, 3, padding="same", use_bias=False)]
    chain += [layers.BatchNormalization(momentum=0.9), layers.ReLU()]
    for _, after, stride in PAIRS:
        chain.append(layers.DepthwiseConv2D(3, stride, "same", use_bias=False))
        chain += [layers.BatchNormalization(momentum=0.9), layers.ReLU()]
        chain.append(layers.Conv2D(after, 1, use_bias=False))
        chain += [layers.BatchNormalization(momentum=0.9), layers.ReLU()]
    return keras.Sequential([*chain, layers.GlobalAveragePooling2D(), layers.Dense(10)])


def loss(keras):
    return keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def batches():
    return patterns((32, 32, 3), BATCH)


def jax_loss(nn):
    from jax.nn import relu

    def loss(params, x, y):
        rest = iter(params)

        def norm(x):
            return relu(nn.batch_norm(x, next(rest), next(rest)))

        x = norm(nn.conv(x, next(rest)))
        for _, _, stride in PAIRS:
            x = norm(nn.depthwise(x, next(rest), stride))
            x = norm(nn.conv(x, next(rest)))
        return nn.sparse_loss(nn.dense(x.mean((1, 2)), next(rest), next(rest)), y)

    return loss


def torch_model():
    from torch import nn

    def norm(channels):
        return [nn.BatchNorm2d(channels, eps=1e-3, momentum=0.1), nn.ReLU()]

    chain = [nn.Conv2d(3, 32, 3, padding=1, bias=False), *norm(32)]
    for before, after, stride in PAIRS:
        # With a stride of 2, "same" pads at the end only.
        chain.append(nn.ZeroPad2d((1, 1, 1, 1) if stride == 1 else (0, 1, 0, 1)))
        chain.append(nn.Conv2d(before, before, 3, stride, groups=before, bias=False))
        chain += [*norm(before), nn.Conv2d(before, after, 1, bias=False), *norm(after)]
    return nn.Sequential(*chain, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(256, 10))


def torch_loss(output, y):
    from torch.nn.functional import cross_entropy

    return cross_entropy(output, y)


VARIANTS = contest.variants(sys.modules[__name__])


def measure(quick):
    return contest.compare(sys.modules[__name__], quick, at_least=0.95)


if __name__ == "__main__":
    main(measure)
