"""What TensorFlow's CPU kernels can't do, against XLA's own convolution and its derivative."""

import re

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import tapeflow as tf
from tapeflow.ops import nn
from tapeflow.ops.nn.convolve import convolve
from tapeflow.ops.nn.relu import relu
from tapeflow.ops.nn.window import axes

# inputs, kernel, strides, dilations, padding
GENERAL = [
    ((2, 6, 6, 4), (3, 3, 2, 6), 1, 1, "SAME"),
    ((2, 7, 6, 4), (3, 3, 2, 6), 2, 1, "VALID"),
    ((2, 6, 6, 4), (3, 3, 1, 8), 1, 2, "SAME"),
    ((2, 9, 9, 34), (3, 3, 2, 34), 1, 1, "SAME"),
    ((2, 9, 8, 6), (3, 2, 6, 5), 1, 2, "SAME"),
    ((2, 9, 8, 6), (3, 2, 6, 5), 1, 3, "VALID"),
    ((2, 8, 9, 3), (2, 4, 1, 3), 1, 1, "SAME"),
    ((2, 9, 8, 3), (5, 4, 1, 6), 2, 1, "SAME"),
    ((1, 5, 6, 3), (2, 2, 3, 4), 3, 1, "SAME"),
    ((1, 4, 4, 3), (2, 2, 3, 4), 3, 1, "VALID"),
    ((1, 8, 8, 2), (1, 1, 2, 4), 3, 1, "VALID"),
    # Several positions at once.
    ((16, 5, 9, 1), (3, 3, 1, 2), 1, 1, "SAME"),
    ((12, 3, 14, 3), (2, 4, 3, 5), 1, 1, "VALID"),
    ((16, 3, 10, 6), (3, 3, 6, 7), 1, 1, "SAME"),
]


def _reference(inputs, kernel, strides, dilations, padding):
    with jax.enable_x64(True):
        return jax.lax.conv_general_dilated(
            jnp.asarray(inputs, jnp.float64),
            jnp.asarray(kernel, jnp.float64),
            (strides, strides),
            padding,
            rhs_dilation=(dilations, dilations),
            dimension_numbers=("NHWC", "HWIO", "NHWC"),
            feature_group_count=inputs.shape[-1] // kernel.shape[-2],
        )


@pytest.mark.parametrize("which", GENERAL, ids=str)
def test_matches_the_definition_in_float64(which):
    inputs, kernel, strides, dilations, padding = which
    rng = np.random.default_rng(0)
    x, k = rng.normal(size=inputs), rng.normal(size=kernel)
    expected, pullback = jax.vjp(lambda x, k: _reference(x, k, strides, dilations, padding), x, k)
    cotangent = rng.normal(size=expected.shape)
    with jax.enable_x64(True):
        gradients = pullback(jnp.asarray(cotangent))
    x, k = tf.constant(x, tf.float32), tf.constant(k, tf.float32)
    with tf.GradientTape() as tape:
        tape.watch([x, k])
        y = tf.nn.conv2d(x, k, strides, padding, dilations=dilations)
    found = tape.gradient(y, [x, k], output_gradients=tf.constant(cotangent, tf.float32))
    # Sums of up to 324 products of standard normals in float32; worst seen 1e-5.
    np.testing.assert_allclose(y, expected, atol=1e-4)
    for mine, reference in zip(found, gradients, strict=True):
        np.testing.assert_allclose(mine, reference, atol=1e-4)


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_channels_first_is_channels_last_transposed(rank):
    rng = np.random.default_rng(1)
    x = rng.normal(size=(*(2, 5, 6, 4)[: rank + 1], 3)).astype("float32")
    k = rng.normal(size=(*(3, 2, 2)[:rank], 3, 4)).astype("float32")
    first = "NC" + "DHW"[3 - rank :]
    to_first = [0, rank + 1, *range(1, rank + 1)]
    convolve = [tf.nn.conv1d, tf.nn.conv2d, tf.nn.conv3d][rank - 1]
    strides = {1: 2, 2: [1, 1, 2, 1], 3: [1, 1, 2, 1, 1]}[rank]
    strides_first = {1: 2, 2: [1, 1, 1, 2], 3: [1, 1, 1, 2, 1]}[rank]
    last = convolve(x, k, strides, "SAME").numpy()
    found = convolve(x.transpose(to_first), k, strides_first, "SAME", data_format=first)
    np.testing.assert_allclose(found, last.transpose(to_first), atol=1e-5)
    pooled = tf.nn.max_pool(x, 2, 2, "SAME").numpy()
    found = tf.nn.max_pool(x.transpose(to_first), 2, 2, "SAME", data_format=first)
    np.testing.assert_array_equal(found, pooled.transpose(to_first))


@pytest.mark.parametrize("data_format", [None, "NCHW"])
def test_fused_is_the_same_as_op_by_op(data_format):
    rng = np.random.default_rng(2)
    x, k, b = (rng.normal(size=s).astype("float32") for s in [(2, 6, 6, 6), (3, 3, 6, 5), (5,)])
    x, k, b = (tf.constant(a) for a in (x, k, b))
    with tf.GradientTape(persistent=True) as tape:
        tape.watch([x, k, b])
        fused = nn.fused_convolution(
            x, k, b, 2, "SAME", 1, data_format, activation=relu.op.function
        )
        apart = tf.nn.conv2d(x, k, 2, "SAME", data_format=data_format or "NHWC")
        apart = tf.nn.relu(tf.nn.bias_add(apart, b, data_format=data_format))
    np.testing.assert_allclose(fused, apart, atol=1e-5)
    for left, right in zip(
        tape.gradient(fused, [x, k, b]), tape.gradient(apart, [x, k, b]), strict=True
    ):
        np.testing.assert_allclose(left, right, atol=1e-4)


def test_second_derivatives_exist():
    x = tf.constant(np.random.default_rng(3).normal(size=(1, 5, 5, 2)).astype("float32"))
    k = tf.constant(np.random.default_rng(4).normal(size=(3, 3, 2, 2)).astype("float32"))
    with tf.GradientTape() as outer:
        outer.watch([x, k])
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = tf.nn.l2_loss(tf.nn.conv2d(x, k, 2, "SAME"))
        norm = tf.nn.l2_loss(inner.gradient(y, x))
    assert [g.shape for g in outer.gradient(norm, [x, k])] == [x.shape, k.shape]


@pytest.mark.parametrize("dtype", ["float64", "bfloat16"])
def test_depthwise_second_derivatives_are_those_of_the_definition(dtype):
    x = np.random.default_rng(3).normal(size=(1, 5, 5, 2))
    k = np.random.default_rng(4).normal(size=(3, 3, 2, 1))

    def second(depthwise, *operands):
        def norm(x, k):
            return jnp.sum(jax.grad(lambda x: jnp.sum(depthwise(x, k) ** 3))(x) ** 2)

        return [np.asarray(g) for g in jax.jit(jax.grad(norm, (0, 1)))(*operands)]

    window = axes("", (5, 5), (3, 3), (1, 1), (1, 1), "SAME")
    with jax.enable_x64(True):
        operands = jnp.asarray(x, dtype), jnp.asarray(k.swapaxes(2, 3), dtype)
        ours = second(lambda x, k: convolve(window, 2, x, k), *operands)
        wide = [part.astype(float) for part in operands]
        expected = second(lambda x, k: _reference(x, k, 1, 1, "SAME"), *wide)
    # Two convolutions forward and back, in bfloat16 with 8 bits each; worst seen 0.02.
    near = 1e-12 if dtype == "float64" else 0.06
    for mine, definition in zip(ours, expected, strict=True):
        assert mine.dtype == dtype
        scale = np.abs(definition).max()
        np.testing.assert_allclose(mine.astype(float) / scale, definition / scale, atol=near)


def test_a_picture_without_a_batch_says_how_to_add_one():
    with pytest.raises(tf.errors.InvalidArgumentError, match="newaxis"):
        tf.nn.conv2d(np.ones((4, 4, 2), "float32"), np.ones((2, 2, 2, 3), "float32"), 1, "SAME")


LOOPED = [((1, 6, 6, 16), 1, 1), ((1, 7, 6, 16), 2, 1), ((1, 6, 6, 16), 1, 2)]


@pytest.mark.parametrize("which", LOOPED, ids=str)
def test_gradients_inside_a_loop_keep_their_axes_in_the_order_that_xla_is_fast_with(which):
    """In a loop's body XLA does not put them in order, and is 30 times as slow (jax#12868)."""
    shape, stride, dilation = which
    window = axes("", shape[1:3], (3, 3), (stride, stride), (dilation, dilation), "SAME")

    def step(_, operands):
        pull = jax.vjp(lambda x, k: convolve(window, 1, x, k), *operands)
        return pull[1](pull[0])

    compiled = jax.jit(lambda x, k: jax.lax.fori_loop(0, 2, step, (x, k))).lower(
        jnp.ones(shape), jnp.ones((3, 3, 16, 16))
    )
    orders = re.findall(r"convolution\(.*dim_labels=(\S+?),", compiled.compile().as_text())
    assert orders
    assert set(orders) == {"b01f_01io->b01f"}
