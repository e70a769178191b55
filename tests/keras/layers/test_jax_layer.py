"""`JaxLayer`: parameters, state, random numbers; and the wrappers that are refused."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import tapeflow as tf

layers = tf.keras.layers


def init(rng, inputs):
    weights = jax.random.normal(rng, (inputs.shape[-1], 2))
    return {"w": weights, "b": jnp.zeros(2)}, {"calls": jnp.zeros((), "int32")}


def call(params, state, rng, inputs, training):
    outputs = inputs @ params["w"] + params["b"]
    if training:
        outputs = outputs * jax.random.bernoulli(rng, 0.5, outputs.shape)
    return outputs, {"calls": state["calls"] + 1}


def test_parameters_are_trained_and_state_is_kept():
    layer = layers.JaxLayer(call, init)
    x = tf.ones([3, 4])
    with tf.GradientTape() as tape:
        outputs = layer(x)
        loss = tf.reduce_sum(outputs**2)
    gradients = tape.gradient(loss, layer.trainable_variables)
    b, w = (variable.numpy() for variable in layer.trainable_variables)
    np.testing.assert_allclose(outputs, np.ones([3, 4]) @ w + b, rtol=1e-6)
    np.testing.assert_allclose(gradients[0], 2 * outputs.numpy().sum(0), rtol=1e-6)
    layer(x)
    assert layer.non_trainable_variables[0].numpy() == 2


def test_random_numbers_are_drawn_anew_while_training():
    layer = layers.JaxLayer(call, init, seed=1)
    first, second = (layer(tf.ones([50, 4]), training=True).numpy() for _ in range(2))
    assert (first == 0).mean() == pytest.approx(0.5, abs=0.2)
    assert not np.array_equal(first == 0, second == 0)


def test_structures_of_inputs_and_given_parameters():
    layer = layers.JaxLayer(
        lambda params, inputs: {"sum": inputs["a"] + inputs["b"] * params}, params=np.float32(2.0)
    )
    outputs = layer({"a": tf.ones([2]), "b": tf.ones([2])})
    np.testing.assert_array_equal(outputs["sum"], [3.0, 3.0])


def test_other_arguments_are_refused():
    with pytest.raises(ValueError, match="Unsupported argument in `call_fn`: `x`"):
        layers.JaxLayer(lambda x, inputs: inputs)
    with pytest.raises(ValueError, match="cannot all be `None`"):
        layers.JaxLayer(lambda params, inputs: inputs)


@pytest.mark.parametrize("name", ["FlaxLayer", "TFSMLayer", "TorchModuleWrapper"])
def test_what_is_not_there_says_what_to_do(name):
    with pytest.raises(NotImplementedError, match=r"fix:"):
        getattr(layers, name)("model")
