"""`inner_loop` of recurrent layers: what `call` goes through, and a subclass may change."""

import numpy as np
import pytest

import tapeflow as tf

RNG = np.random.default_rng(0)


@pytest.mark.parametrize("kind", ["GRU", "LSTM", "SimpleRNN"])
def test_it_gives_the_last_output_all_outputs_and_the_states(kind):
    layer = getattr(tf.keras.layers, kind)(2, return_sequences=True, return_state=True)
    inputs = tf.constant(RNG.normal(size=(3, 4, 5)).astype("float32"))
    outputs, *states = layer(inputs)
    last, every, ended = layer.inner_loop(inputs, layer.get_initial_state(3), None)
    np.testing.assert_array_equal(every, outputs)
    np.testing.assert_array_equal(last, outputs[:, -1])
    for one, other in zip(ended, states, strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_subclass_may_change_it():
    class Doubled(tf.keras.layers.SimpleRNN):
        def inner_loop(self, sequences, initial_state, mask, training=False):
            last, outputs, states = super().inner_loop(sequences, initial_state, mask, training)
            return 2 * last, outputs, states

    tf.keras.utils.set_random_seed(1)
    plain = tf.keras.layers.SimpleRNN(2, kernel_initializer="ones")(tf.ones([1, 3, 1]))
    tf.keras.utils.set_random_seed(1)
    doubled = Doubled(2, kernel_initializer="ones")(tf.ones([1, 3, 1]))
    np.testing.assert_allclose(doubled, 2 * plain, rtol=1e-6)
