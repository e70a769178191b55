"""Sums over all axes but the last, against NumPy's in float64."""

import jax.numpy as jnp
import numpy as np
import pytest

from tapeflow.ops.linalg.sum_rows import sum_rows


@pytest.mark.parametrize(
    "shape",
    [(5, 3), (0, 3), (24, 40, 41, 3), (37, 21, 50, 3), (31, 37, 41, 3), (40000, 2)],
    ids=str,
)
def test_matches_the_definition(shape):
    array = np.random.default_rng(0).normal(size=shape).astype(np.float32)
    expected = array.astype(np.float64).reshape(-1, shape[-1]).sum(0)
    # Up to 80,000 standard normals in float32; worst seen 2e-4.
    np.testing.assert_allclose(sum_rows(jnp.asarray(array)), expected, atol=2e-3)
