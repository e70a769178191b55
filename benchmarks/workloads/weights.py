"""The weights every contestant starts with, as NumPy arrays in the order of Keras's variables."""

from __future__ import annotations

import numpy as np

_SEED = 0


class Weights:
    """Collects a model's initial weights, layer by layer."""

    def __init__(self):
        self.rng = np.random.default_rng(_SEED)
        self.arrays: list[np.ndarray] = []

    def kernel(self, *shape: int, fans: tuple[int, int] | None = None) -> Weights:
        """Glorot's uniform distribution; `fans` where the shape does not tell them."""
        field = int(np.prod(shape[:-2]))
        rows, columns = fans or (shape[-2] * field, shape[-1] * field)
        bound = np.sqrt(6 / (rows + columns))
        self.arrays.append(self.rng.uniform(-bound, bound, shape).astype(np.float32))
        return self

    def zeros(self, *shape: int) -> Weights:
        self.arrays.append(np.zeros(shape, np.float32))
        return self

    def ones(self, *shape: int) -> Weights:
        self.arrays.append(np.ones(shape, np.float32))
        return self

    def affine(self, *shape: int) -> Weights:
        """A kernel and its bias."""
        return self.kernel(*shape).zeros(shape[-1])

    def norm(self, channels: int) -> Weights:
        """A normalization's factors and offsets."""
        return self.ones(channels).zeros(channels)


def give_keras(variables, arrays) -> None:
    """Assigns them to a Keras model's trainable variables."""
    assert [tuple(v.shape) for v in variables] == [a.shape for a in arrays], (
        [tuple(v.shape) for v in variables],
        [a.shape for a in arrays],
    )
    for variable, array in zip(variables, arrays, strict=True):
        variable.assign(array)


def give_torch(parameters, arrays) -> None:
    """Assigns them to PyTorch's parameters, whose axes are in another order."""
    import torch

    with torch.no_grad():
        for parameter, array in zip(parameters, arrays, strict=True):
            turned = torch.from_numpy(array)
            if array.ndim == 4:
                separable = array.shape[-1] == 1 and parameter.shape[1] == 1
                turned = turned.permute((2, 3, 0, 1) if separable else (3, 2, 0, 1))
            elif array.ndim == 2 and not getattr(parameter, "as_it_is", False):
                turned = turned.T
            assert turned.shape == parameter.shape, (turned.shape, parameter.shape)
            parameter.copy_(turned)
