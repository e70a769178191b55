"""Pictures turned and shifted as SciPy does it (which JAX brings with it, and Keras uses)."""

import numpy as np
import pytest
from scipy import ndimage

from tapeflow.keras.preprocessing.affine import apply_affine_transform, sampled

_X = np.random.default_rng(0).uniform(0, 255, [7, 9, 2]).astype(np.float32)


@pytest.mark.parametrize("order", [0, 1])
@pytest.mark.parametrize("mode", ["nearest", "constant", "reflect", "wrap"])
def test_values_between_and_beyond_are_scipy_s(mode, order):
    where = np.random.default_rng(1).uniform(-9, 17, [2, 200])
    expected = [
        ndimage.map_coordinates(_X[..., c], where, order=order, mode=mode, cval=3.0)
        for c in range(2)
    ]
    got = sampled(_X, where, mode, 3.0, order)
    np.testing.assert_allclose(got, np.stack(expected, -1), rtol=1e-4, atol=1e-3)


def test_a_rotation_by_ninety_degrees_turns_a_square():
    square = _X[:, :7]
    turned = apply_affine_transform(square, 90, row_axis=0, col_axis=1, channel_axis=2)
    np.testing.assert_allclose(turned, np.rot90(square, -1), atol=1e-3)


def test_a_shift_moves_whole_pixels():
    moved = apply_affine_transform(
        _X, tx=2, ty=-1, row_axis=0, col_axis=1, channel_axis=2, fill_mode="constant", cval=-1.0
    )
    np.testing.assert_allclose(moved[:-2, 1:], _X[2:, :-1], atol=1e-3)
    assert (moved[-2:] == -1.0).all()


def test_other_orders_and_modes_are_refused():
    with pytest.raises(NotImplementedError, match="order=1"):
        apply_affine_transform(_X, 5, order=3)
    with pytest.raises(ValueError, match="nearest"):
        apply_affine_transform(_X, 5, fill_mode="magic")
