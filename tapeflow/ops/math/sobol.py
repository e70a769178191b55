"""`tf.math.sobol_sample`: a sequence that fills the unit cube evenly."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.engine import Tensor, as_dtype, convert_to_tensor, invalid


def sobol_sample(
    dim: int, num_results: int, skip: int = 0, dtype: Any = "float32", name: str | None = None
) -> Tensor:
    """Points of the Sobol sequence, without its first one, 0 (Joe, Kuo 2008).

    Args:
      dim: the cube's dimension.
      num_results: how many points.
      skip: how many are left out before them.
      dtype: float32 or float64.
      name: accepted for compatibility, not used.

    Returns:
      `[num_results, dim]`, numbers in `[0, 1)`.

    >>> import tapeflow as tf
    >>> tf.math.sobol_sample(2, 2).numpy().tolist()
    [[0.5, 0.5], [0.75, 0.25]]
    """
    from scipy.stats import qmc  # JAX depends on scipy; importing its statistics takes 0.3 s

    count, skip, dim = int(num_results), int(skip), int(dim)
    if dim < 1 or count < 1 or skip < 0:
        raise invalid(
            "tf.math.sobol_sample: dim and num_results must be positive, skip not negative",
            given=f"dim {dim}, num_results {count}, skip {skip}",
        )
    engine = qmc.Sobol(dim, scramble=False)
    engine.fast_forward(skip + 1)
    return convert_to_tensor(engine.random(count).astype(as_dtype(dtype).np))
