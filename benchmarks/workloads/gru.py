"""A GRU layer over 100 steps, in milliseconds per training step.

256 units, 64 features, batch 32, the last output classified, Adam.
"""

from __future__ import annotations

import sys

from benchmarks.measure import main
from benchmarks.workloads import contest
from benchmarks.workloads.lstm import BATCH, FEATURES, LENGTH, UNITS, batches, loss, torch_loss
from benchmarks.workloads.weights import Weights

RATE = 0.001

__all__ = ["BATCH", "LENGTH", "RATE", "batches", "loss", "torch_loss"]


def weights():
    made = Weights().kernel(FEATURES, 3 * UNITS).kernel(UNITS, 3 * UNITS).zeros(2, 3 * UNITS)
    return made.affine(UNITS, 10).arrays


def model(keras):
    return keras.Sequential([keras.layers.GRU(UNITS), keras.layers.Dense(10)])


def jax_loss(nn):
    def loss(params, x, y):
        kernel, recurrent, bias, head, head_bias = params
        return nn.sparse_loss(nn.dense(nn.gru(x, kernel, recurrent, bias), head, head_bias), y)

    return loss


def torch_model():
    import torch
    from torch import nn

    class Last(nn.Module):
        def __init__(self):
            super().__init__()
            self.gru, self.head = nn.GRU(FEATURES, UNITS, batch_first=True), nn.Linear(UNITS, 10)

        def forward(self, x):
            return self.head(self.gru(x)[0][:, -1])

        def take(self, arrays):
            """Keras has update, reset, candidate; PyTorch reset, update, candidate."""
            kernel, recurrent, bias, head, head_bias = map(torch.from_numpy, arrays)
            order = torch.cat([torch.arange(UNITS, 2 * UNITS), torch.arange(UNITS)])
            order = torch.cat([order, torch.arange(2 * UNITS, 3 * UNITS)])
            with torch.no_grad():
                self.gru.weight_ih_l0.copy_(kernel[:, order].T)
                self.gru.weight_hh_l0.copy_(recurrent[:, order].T)
                self.gru.bias_ih_l0.copy_(bias[0, order])
                self.gru.bias_hh_l0.copy_(bias[1, order])
                self.head.weight.copy_(head.T)
                self.head.bias.copy_(head_bias)

    return Last()


VARIANTS = contest.variants(sys.modules[__name__])


def measure(quick):
    return contest.compare(sys.modules[__name__], quick)


if __name__ == "__main__":
    main(measure)
