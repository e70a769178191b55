"""`Orthogonal`: a random orthogonal matrix."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tapeflow.engine import Tensor, problem
from tapeflow.engine.spec import spec
from tapeflow.ops.initializers import draws
from tapeflow.ops.initializers.initializer import chosen_dtype, sizes
from tapeflow.ops.initializers.random_initializers import RandomInitializer


class Orthogonal(RandomInitializer):
    """A matrix with orthonormal columns (or rows, if there are fewer of them), times `gain`.

    The Q of the QR decomposition of a matrix of normal numbers, signs chosen so that R's diagonal
    is positive (Saxe et al. 2014). More than two axes: all but the last are the rows.

    Args:
      gain: a factor.
      seed: see `RandomInitializer`.

    Raises:
      ValueError: called with a shape of fewer than two axes.

    >>> import tapeflow as tf
    >>> q = tf.keras.initializers.Orthogonal(seed=1)([3, 3]).numpy()
    >>> bool(abs(q @ q.T - [[1, 0, 0], [0, 1, 0], [0, 0, 1]]).max() < 1e-6)
    True
    """

    def __init__(self, gain: float = 1.0, seed: Any = None):
        self.gain = gain
        super().__init__(seed)

    def __call__(self, shape: Any, dtype: Any = None, **kwargs: Any) -> Tensor:
        shape, dtype = sizes(shape), chosen_dtype(dtype)
        if len(shape) < 2:
            raise ValueError(
                problem(
                    "Orthogonal: at least two axes are needed",
                    f"shape {shape} of rank {len(shape)}",
                )
            )
        rows, columns = math.prod(shape[:-1]), shape[-1]
        flat = max(rows, columns), min(rows, columns)
        numbers = draws.normal(flat, 0.0, 1.0, dtype, self.seed).numpy()
        q, r = np.linalg.qr(numbers if dtype.size >= 4 else numbers.astype(np.float32))
        q = q * np.sign(np.diag(r))
        q = (q.T if rows < columns else q).reshape(shape).astype(dtype.np)
        return Tensor(dtype.np.type(self.gain) * q, spec(shape, dtype))

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "gain": self.gain}
