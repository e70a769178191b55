import numpy as np
import pytest

import tapeflow as tf
from tapeflow.ops.nn import dense
from tapeflow.ops.nn.gelu import gelu
from tapeflow.ops.nn.relu import relu
from tapeflow.ops.nn.sigmoid import tanh


@pytest.mark.parametrize("activation", [None, relu, tanh, gelu])
@pytest.mark.parametrize("leading", [(4,), (2, 3), (2, 3, 2)])
def test_is_the_product_bias_and_activation(leading, activation):
    rng = np.random.default_rng(0)
    x, k, b = (tf.constant(rng.normal(size=s)) for s in [(*leading, 5), (5, 3), (3,)])
    with tf.GradientTape(persistent=True) as tape:
        tape.watch([x, k, b])
        fused = dense(x, k, b, activation and activation.op.function)
        apart = tf.nn.bias_add(tf.matmul(x, k), b)
        apart = activation(apart) if activation else apart
    np.testing.assert_allclose(fused, apart, rtol=1e-12)
    for left, right in zip(
        tape.gradient(fused, [x, k, b]), tape.gradient(apart, [x, k, b]), strict=True
    ):
        np.testing.assert_allclose(left, right, rtol=1e-10, atol=1e-12)


def test_features_that_do_not_fit_are_refused():
    with pytest.raises(tf.errors.InvalidArgumentError, match="Matrix size-incompatible"):
        dense(np.ones((2, 3), "float32"), np.ones((4, 5), "float32"))


def test_half_precision_sums_are_exact_to_the_rounding():
    x = tf.constant(np.ones((1, 1024)), tf.bfloat16)
    ones = tf.constant(np.ones((1024, 1)), tf.bfloat16)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = dense(x, ones)
    assert float(y.numpy()[0, 0]) == 1024
    assert tape.gradient(y, x).dtype == tf.bfloat16
