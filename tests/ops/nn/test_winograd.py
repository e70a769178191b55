"""Winograd's convolutions against the definition in float64."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from tapeflow.ops.nn.window import axes
from tapeflow.ops.nn.winograd import winograd, winograd_applies


@pytest.mark.parametrize(
    ("sizes", "kernel", "padding"),
    [
        ((5, 14), (5, 5), "SAME"),
        ((4, 11), (2, 3), "VALID"),
        ((3, 9), (3, 5), ((0, 2), (1, 4))),
    ],
    ids=str,
)
def test_matches_the_definition_in_float64(sizes, kernel, padding):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(2, *sizes, 6))
    k = rng.normal(size=(*kernel, 6, 3)) / np.sqrt(6 * kernel[0] * kernel[1])
    with jax.enable_x64(True):
        expected = jax.lax.conv_general_dilated(
            x, k, (1, 1), padding, dimension_numbers=("NHWC", "HWIO", "NHWC")
        )
    window = axes("", sizes, kernel, (1, 1), (1, 1), padding)
    found = winograd(window, jnp.asarray(x, jnp.float32), jnp.asarray(k, jnp.float32))
    # Results of about 1; the coefficients are up to 3, the sums' roundings 1e-6; worst seen 5e-6.
    np.testing.assert_allclose(found, expected, atol=2e-5)


def test_only_large_float32_convolutions_are_done_so():
    def applies(batch, dtype=jnp.float32, strides=1, kernel=(3, 3, 64, 64)):
        pictures = jax.ShapeDtypeStruct((batch, 56, 56, kernel[2]), dtype)
        window = axes("", (56, 56), kernel[:2], (strides, strides), (1, 1), "SAME")
        return winograd_applies(window, pictures, jax.ShapeDtypeStruct(kernel, dtype))

    assert applies(32)
    assert not applies(2)
    assert not applies(32, jnp.bfloat16)
    assert not applies(64, strides=2)
    assert not applies(512, kernel=(3, 3, 3, 64))
    assert not applies(32, kernel=(7, 7, 64, 64))
