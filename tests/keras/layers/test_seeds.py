"""`SeedGenerator`: a variable that is counted without running programs."""

import copy
import pickle

import numpy as np
import pytest

import tapeflow as tf
from tapeflow.keras.layers.seed_state import SeedState


def test_state_is_a_variable_and_no_weight():
    model = tf.keras.Sequential([tf.keras.Input((4,)), tf.keras.layers.Dense(3),
                                 tf.keras.layers.Dropout(0.5, seed=7)])  # fmt: skip
    state = model.layers[1].seed_generator.state
    assert model.layers[1].variables == [state]
    assert any(v is state for v in model.variables)
    assert any(v is state for v in model.non_trainable_variables)
    assert len(model.weights) == len(model.get_weights()) == 2
    assert model.non_trainable_weights == []
    assert model.count_params() == 15
    assert state.path.endswith("/seed_generator_state")
    for turn in range(3):
        assert state.numpy().tolist() == [7, turn]
        model(tf.ones([2, 4]), training=True)


def test_generators_in_lists_are_found_and_rate_zero_has_none():
    class Two(tf.keras.layers.Layer):
        def __init__(self):
            super().__init__()
            self.generators = [tf.keras.random.SeedGenerator(3), tf.keras.random.SeedGenerator(4)]

    assert [v.numpy().tolist() for v in Two().variables] == [[3, 0], [4, 0]]
    assert tf.keras.layers.Dropout(0.0).variables == []


def test_next_gives_keras_numbers():
    seeds = tf.keras.random.SeedGenerator(3)
    assert seeds.next().numpy().tolist() == [3, 0]
    assert seeds.next(ordered=False).numpy().tolist() == [3, 1]
    assert seeds.state.numpy().tolist() == [21548, 10774]  # Keras 3.15.1


def test_an_assigned_state_repeats_what_was_drawn():
    layer, x = tf.keras.layers.Dropout(0.5), tf.ones([50])
    before = layer.seed_generator.state.numpy()
    first, second = layer(x, training=True), layer(x, training=True)
    layer.seed_generator.state.assign(before)
    np.testing.assert_array_equal(layer(x, training=True), first)
    np.testing.assert_array_equal(layer(x, training=True), second)
    assert not np.array_equal(first, second)


def test_stateless_call_gives_the_next_state():
    layer, x = tf.keras.layers.Dropout(0.5, seed=1), tf.ones([50])
    layer.build((50,))
    outputs, (state,) = layer.stateless_call([], [np.array([1, 5])], x, training=True)
    assert state.numpy().tolist() == [1, 6]
    again, _ = layer.stateless_call([], [np.array([1, 5])], x, training=True)
    np.testing.assert_array_equal(outputs, again)
    assert layer.seed_generator.state.numpy().tolist() == [1, 0]


def test_stateless_call_inside_a_function_takes_the_state_it_is_given():
    layer, x = tf.keras.layers.Dropout(0.5, seed=1), tf.ones([50])
    layer.build((50,))
    expected, (after,) = layer.stateless_call([], [np.array([1, 5])], x, training=True)
    call = tf.function(lambda state: layer.stateless_call([], [state], x, training=True))
    outputs, (state,) = call(tf.constant([1, 5], "int64"))
    np.testing.assert_array_equal(outputs, expected)
    assert state.numpy().tolist() == after.numpy().tolist() == [1, 6]
    assert layer.seed_generator.state.numpy().tolist() == [1, 0]


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda g: pickle.loads(pickle.dumps(g))])
def test_copies_go_on_by_themselves(copied):
    seeds = tf.keras.random.SeedGenerator(3)
    seeds.next()
    other = copied(seeds)
    assert isinstance(other.state, SeedState)
    assert other.next().numpy().tolist() == [3, 1]
    assert seeds.next().numpy().tolist() == [3, 1]


def test_function_draws_anew_at_each_call():
    layer = tf.keras.layers.Dropout(0.5, seed=2)
    call = tf.function(lambda x: layer(x, training=True))
    first, second = call(tf.ones([50])), call(tf.ones([50]))
    assert not np.array_equal(first, second)
    assert layer.seed_generator.state.numpy().tolist() == [2, 2]


def test_fit_counts_what_it_draws():
    model = tf.keras.Sequential([tf.keras.Input((4,)), tf.keras.layers.Dropout(0.5, seed=7),
                                 tf.keras.layers.Dense(1)])  # fmt: skip
    model.compile("sgd", "mse")
    model.fit(np.ones([8, 4], "float32"), np.ones([8, 1], "float32"), batch_size=2, verbose=0)
    assert model.layers[0].seed_generator.state.numpy()[1] >= 4


@pytest.mark.parametrize("seed", [1.5, -1, "a", True])
def test_seed_that_is_none_is_refused(seed):
    with pytest.raises(ValueError, match="must be an integer"):
        tf.keras.random.SeedGenerator(seed)
