"""`tf.recompute_grad`: the same derivatives, and nothing kept from inside the function."""

import math

import jax
import numpy as np
import pytest

import tapeflow as tf
from tests.engine.counting import compiles


def _block(kernel):
    def block(inputs):
        wide = tf.tanh(tf.matmul(inputs, kernel))
        return tf.reduce_sum(tf.sin(wide) * wide, 1)

    return block


@pytest.fixture
def operands():
    rng = np.random.default_rng(0)
    kernel = tf.Variable(rng.normal(size=(3, 50)).astype("float32"))
    return kernel, tf.constant(rng.normal(size=(2, 3)).astype("float32"))


def test_derivatives_are_the_same_and_inner_values_are_not_kept(operands):
    kernel, inputs = operands
    block = _block(kernel)
    found = []
    for function in (block, tf.recompute_grad(block)):
        with tf.GradientTape() as tape:
            tape.watch(inputs)
            loss = tf.reduce_sum(function(inputs))
            loss.numpy()
        (trace, *_), *_ = tape._spans
        kept = {tuple(tensor.shape) for tensor in trace.saved}
        found.append((kept, tape.gradient(loss, [inputs, kernel])))
    (plain, wanted), (kept, gradients) = found
    assert (2, 50) in plain  # the test sees what is kept
    assert (2, 50) not in kept  # operands may be, where a program is run op by op
    for gradient, expected in zip(gradients, wanted, strict=True):
        np.testing.assert_allclose(gradient, expected, rtol=1e-6)


def test_one_program_for_forward_and_backward_computes_again(operands):
    kernel, inputs = operands
    function = tf.recompute_grad(_block(kernel))
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(function(inputs))
    (trace, *_), *_ = tape._spans
    (signature, *_) = [s for s, _ in trace.nodes if s.op.name == "block"]
    with jax.enable_x64(True):
        specs = [jax.ShapeDtypeStruct(s.shape, s.dtype.np) for s in signature.in_specs]
        _, pull = jax.eval_shape(lambda *arrays: jax.vjp(signature.call, *arrays), *specs)
    held = [leaf.shape for leaf in jax.tree_util.tree_leaves(pull)]
    assert sorted(held) == [(2, 3), (3, 50)]
    assert tape.gradient(loss, kernel).shape == (3, 50)


def test_a_step_compiles_once(operands):
    kernel, inputs = operands

    def step():
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(tf.recompute_grad(_block(kernel))(inputs))
        kernel.assign_sub(0.1 * tape.gradient(loss, kernel))
        return loss.numpy()

    losses = [step(), step()]
    with compiles() as compiled:
        losses.append(step())
    assert not compiled
    assert losses[0] != losses[1] != losses[2]


def test_assigns_once_and_draws_the_same_mask_again():
    count = tf.Variable(0.0)
    x = tf.ones([64])

    @tf.recompute_grad
    def block(x):
        count.assign_add(1.0)
        return tf.nn.dropout(x, 0.5)

    with tf.GradientTape() as tape:
        tape.watch(x)
        y = block(x)
    np.testing.assert_array_equal(tape.gradient(y, x), y)  # the mask, scaled
    assert count.numpy() == 1.0


def test_a_function_that_needs_values_is_called_as_it_is():
    x = tf.Variable(2.0)

    def block(x):
        return x * x if x > 0 else x

    with tf.GradientTape() as tape:
        y = tf.recompute_grad(block)(x)
    assert tape.gradient(y, x).numpy() == 4.0


def test_inside_a_function_and_twice_differentiated():
    x = tf.Variable(0.5)

    @tf.function
    def second(x):
        with tf.GradientTape() as outer:
            with tf.GradientTape() as inner:
                y = tf.recompute_grad(lambda x: tf.exp(tf.sin(x)))(x)
            first = inner.gradient(y, x)
        return outer.gradient(first, x)

    expected = math.exp(math.sin(0.5)) * (math.cos(0.5) ** 2 - math.sin(0.5))
    np.testing.assert_allclose(second(x), expected, rtol=1e-5)
