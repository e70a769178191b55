"""What the JAX releases we admit must get right; those that don't are excluded in pyproject.toml."""

import time

import jax
import jax.numpy as jnp
import numpy as np
import pytest


@pytest.mark.parametrize(("dtype", "rows"), [("float64", 16_385), ("float32", 32_769)])
def test_a_batched_matrix_vector_product_and_its_sum_are_right(dtype, rows):
    """Release 0.10.2 gives 267911424 for the last row of 16385 (jax#39103)."""

    def squared_length(row):
        return jnp.sum((jnp.eye(3, dtype=dtype) @ row) ** 2)

    vectors = np.zeros((rows, 3), dtype)
    vectors[:, 0] = np.arange(rows)
    with jax.enable_x64(True):
        lengths = jax.jit(jax.vmap(squared_length))(vectors)
    np.testing.assert_allclose(lengths, vectors[:, 0] ** 2, rtol=1e-6)


def test_a_small_update_in_a_loop_costs_the_update_not_the_buffer():
    """Release 0.11.1 copies the whole buffer at each of 200,000 turns: 13 s (jax#40101)."""

    @jax.jit
    def counted(start):
        return jax.lax.scan(lambda carry, _: (carry + 1.0, carry), start, None, length=200_000)[1]

    counted(0.0).block_until_ready()
    started = time.perf_counter()
    counted(0.0).block_until_ready()
    assert time.perf_counter() - started < 1.0
