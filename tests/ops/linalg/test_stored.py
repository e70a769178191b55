"""`stored`: the same values and derivatives, computed once."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from tapeflow.engine.compile_policy import USUAL
from tapeflow.ops.linalg.stored import stored

SPECIAL = [0.0, -0.0, 1.0, -2.5, 1e-3, np.inf, -np.inf, np.nan]


@pytest.mark.parametrize("dtype", ["bfloat16", "float16", "float32", "float64", "int32"])
def test_changes_no_bit(dtype):
    with jax.enable_x64(True):
        array = jnp.asarray(SPECIAL if dtype != "int32" else [0, -1, 7], dtype)
        result = jax.jit(stored)(array)
    assert result.dtype == array.dtype
    assert np.asarray(result).tobytes() == np.asarray(array).tobytes()


def test_has_all_derivatives():
    def cube(x):
        return stored(stored(x) * stored(x) * x)

    for slope in (jax.grad, jax.jacfwd):
        assert slope(cube)(2.0) == 12
        assert slope(slope(cube))(2.0) == 12
        assert slope(slope(slope(cube)))(2.0) == 6


def test_what_several_loops_read_is_one_loop_of_its_own():
    def sums(keep):
        def three(x, y):
            shared = keep(jnp.maximum(x * y + 1, 0))
            return shared[1:] * x[1:], shared[:-1] + y[:-1], shared * 3

        return three

    def loops_with_maximum(function):
        wide = jnp.ones((64, 64))
        compiled = jax.jit(function, compiler_options=USUAL).lower(wide, wide).compile()
        return compiled.as_text().count(" maximum(")

    assert loops_with_maximum(sums(stored)) == 1
    # If this fails, XLA has learned it, and `stored` can go.
    assert loops_with_maximum(sums(lambda array: array)) > 1
