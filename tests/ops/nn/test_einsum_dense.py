"""`einsum_dense`: the products that are done as matrices, and those that are not."""

import numpy as np
import pytest

from tapeflow.ops.nn.einsum_dense import einsum_dense

# Equation, shapes of inputs and kernel.
CASES = [
    ("ab,bc->ac", (3, 4), (4, 5)),
    ("abc,cde->abde", (2, 3, 4), (4, 5, 6)),
    ("abcd,cde->abe", (2, 3, 4, 5), (4, 5, 6)),
    ("...x,xy->...y", (2, 3, 4), (4, 5)),
    ("abc,bcd->ad", (2, 0, 4), (0, 4, 5)),
    ("ab,bc->ca", (3, 4), (4, 5)),
    ("abc,cd->acbd", (2, 3, 4), (4, 5)),
    ("abc,abd->acd", (2, 3, 4), (2, 3, 5)),
    ("ab,bb->ab", (3, 4), (4, 4)),
]


@pytest.mark.parametrize(("equation", "inputs", "kernel"), CASES)
def test_equations(equation, inputs, kernel):
    rng = np.random.default_rng(0)
    x, w = (rng.normal(size=shape).astype("float32") for shape in (inputs, kernel))
    wanted = np.einsum(equation, x, w)
    np.testing.assert_allclose(einsum_dense(x, w, None, equation), wanted, rtol=2e-6, atol=1e-6)
