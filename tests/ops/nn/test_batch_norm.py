import numpy as np
import pytest

import tapeflow as tf
from tapeflow.ops.nn import batch_norm_train


@pytest.mark.parametrize("axis", [-1, 1])
@pytest.mark.parametrize("affine", [True, False])
def test_own_gradient_is_that_of_the_definition(axis, affine):
    rng = np.random.default_rng(0)
    x = tf.constant(rng.normal(size=(4, 3, 5, 3)) * 2 + 7)
    scale, offset = tf.constant(rng.normal(size=3)), tf.constant(rng.normal(size=3))
    shape = [1, 3, 1, 1] if axis == 1 else [1, 1, 1, 3]
    axes = [0, 2, 3] if axis == 1 else [0, 1, 2]
    with tf.GradientTape(persistent=True) as tape:
        tape.watch([x, scale, offset])
        own = batch_norm_train(x, scale if affine else None, offset if affine else None, 0.01, axis)
        mean, variance = tf.nn.moments(x, axes)
        apart = tf.nn.batch_normalization(
            x,
            tf.reshape(mean, shape),
            tf.reshape(variance, shape),
            tf.reshape(offset, shape) if affine else None,
            tf.reshape(scale, shape) if affine else None,
            0.01,
        )
    cotangents = [tf.constant(rng.normal(size=r.shape)) for r in (x, mean, variance)]
    sources = [x, scale, offset] if affine else [x]
    mine = tape.gradient(list(own), sources, output_gradients=cotangents)
    theirs = tape.gradient([apart, mean, variance], sources, output_gradients=cotangents)
    for left, right in zip([*own, *mine], [apart, mean, variance, *theirs], strict=True):
        np.testing.assert_allclose(left, right, atol=1e-10)


def test_statistics_of_half_precision_inputs_are_float32():
    outputs, mean, variance = batch_norm_train(tf.cast([[1.0], [3.0]], tf.float16), None, None)
    assert (outputs.dtype, mean.dtype, variance.dtype) == (tf.float16, tf.float32, tf.float32)
    assert float(mean.numpy()[0]) == 2
