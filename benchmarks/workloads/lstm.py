"""An LSTM layer over 100 steps, in milliseconds per training step.

256 units, 64 features, batch 32, the last output classified, Adam.
"""

from __future__ import annotations

import sys

from benchmarks.measure import main
from benchmarks.workloads import contest
from benchmarks.workloads.examples import patterns
from benchmarks.workloads.weights import Weights

RATE, FITS, BATCH = 0.001, True, 32
LENGTH, FEATURES, UNITS = 100, 64, 256


def weights():
    made = Weights().kernel(FEATURES, 4 * UNITS).kernel(UNITS, 4 * UNITS).zeros(4 * UNITS)
    return made.affine(UNITS, 10).arrays


def model(keras):
    return keras.Sequential([keras.layers.LSTM(UNITS), keras.layers.Dense(10)])


def loss(keras):
    return keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def batches():
    return patterns((LENGTH, FEATURES), BATCH)


def jax_loss(nn):
    def loss(params, x, y):
        kernel, recurrent, bias, head, head_bias = params
        return nn.sparse_loss(nn.dense(nn.lstm(x, kernel, recurrent, bias), head, head_bias), y)

    return loss


def torch_model():
    import torch
    from torch import nn

    class Last(nn.Module):
        def __init__(self):
            super().__init__()
            self.lstm, self.head = nn.LSTM(FEATURES, UNITS, batch_first=True), nn.Linear(UNITS, 10)
            # Keras has one bias; PyTorch's second one stays zero.
            torch.nn.init.zeros_(self.lstm.bias_hh_l0)
            self.lstm.bias_hh_l0.requires_grad_(False)

        def parameters(self, recurse=True):
            return (p for p in super().parameters(recurse) if p.requires_grad)

        def forward(self, x):
            return self.head(self.lstm(x)[0][:, -1])

    return Last()


def torch_loss(output, y):
    from torch.nn.functional import cross_entropy

    return cross_entropy(output, y)


VARIANTS = contest.variants(sys.modules[__name__])


def measure(quick):
    return contest.compare(sys.modules[__name__], quick)


if __name__ == "__main__":
    main(measure)
