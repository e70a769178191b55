"""Functional models: what Keras's own functions refuse, and how the graph is run."""

import copy
import pickle

import numpy as np
import pytest

import tapeflow as tf

layers = tf.keras.layers


def test_any_function_of_tensors_is_a_step_of_a_model():
    x = tf.keras.Input((4, 3))
    y = tf.nn.relu(x - 0.5) * 2 + tf.reduce_mean(x, 1, keepdims=True)
    first, second = tf.split(y, 2, axis=1)
    z = tf.concat([first[:, 0], tf.cast(second[:, -1] > 0, tf.float32)], -1)
    assert z.shape == (None, 6)
    model = tf.keras.Model(x, z)
    data = np.random.default_rng(0).normal(size=(5, 4, 3)).astype("float32")
    y = np.maximum(data - 0.5, 0) * 2 + data.mean(1, keepdims=True)
    expected = np.concatenate([y[:, 0], y[:, -1] > 0], -1)
    np.testing.assert_allclose(model(data), expected, rtol=1e-6)


def test_sizes_out_of_tf_shape_make_shapes():
    x = tf.keras.Input((None, 6))
    batch, steps = tf.shape(x)[0], tf.shape(x)[1]
    y = tf.reshape(x, [batch, steps, 2, 3]) + tf.zeros([batch, 1, 1, 1])
    z = tf.reshape(y, (batch * steps, 6)) + tf.random.normal((batch * steps, 6)) * 0
    assert y.shape == (None, None, 2, 3)
    assert z.shape == (None, 6)
    model = tf.keras.Model(x, z)
    data = np.arange(48.0, dtype="float32").reshape(2, 4, 6)
    np.testing.assert_array_equal(model(data), data.reshape(8, 6))


def test_values_are_refused_in_kerass_words():
    x = tf.keras.Input((3,))
    with pytest.raises(TypeError, match="cannot be used as a boolean"):
        bool(x > 0)
    with pytest.raises(NotImplementedError, match="Iterating over a symbolic KerasTensor"):
        iter(x)
    with pytest.raises(ValueError, match="doesn't have any actual numerical value"):
        np.asarray(x)


def test_a_deep_chain_needs_no_deep_stack():
    x = y = tf.keras.Input((2,))
    for _ in range(1500):
        y = layers.Identity()(y)
    model = tf.keras.Model(x, y)
    np.testing.assert_array_equal(model(np.ones((1, 2))), np.ones((1, 2)))


def test_a_variable_used_between_layers_is_trained():
    x = tf.keras.Input((2,))
    scale = tf.Variable([2.0, 3.0])
    model = tf.keras.Model(x, layers.Dense(1)(x * scale))
    assert any(variable is scale for variable in model.trainable_variables)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(model(tf.ones([1, 2])))
    (gradient,) = tape.gradient(loss, [scale])
    np.testing.assert_allclose(gradient, model.layers[-1].kernel.numpy()[:, 0], rtol=1e-6)


def two_inputs():
    a, b = tf.keras.Input((4,), name="a"), tf.keras.Input((4,), name="b")
    dense = layers.Dense(3, activation="relu", name="shared")
    inner = tf.keras.Sequential([tf.keras.Input((6,)), layers.BatchNormalization()], name="inner")
    x = inner(tf.concat([dense(a), dense(b) * 2], -1))
    return tf.keras.Model({"a": a, "b": b}, [layers.Dense(1, name="out")(x), x[:, 0]], name="two")


DATA = {key: np.random.default_rng(i).normal(size=(2, 4)).astype("f") for i, key in enumerate("ab")}


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))])
def test_copies_are_models_of_their_own(copied):
    model = two_inputs()
    new = copied(model)
    assert new.get_config() == model.get_config()
    for mine, its in zip(model(DATA), new(DATA), strict=True):
        np.testing.assert_array_equal(mine, its)
    new.get_layer("shared").kernel.assign_add(tf.ones((4, 3)))
    assert not np.allclose(model(DATA)[0], new(DATA)[0])
    part = tf.keras.Model(new.inputs, new.get_layer("inner").output)
    assert part(DATA).shape == (2, 6)
    assert [v.path for v in new.weights] == [v.path for v in model.weights]


def test_a_deep_model_is_copied_without_a_deep_stack():
    x = y = tf.keras.Input((2,))
    for _ in range(400):
        y = layers.Identity()(y)
    assert len(copy.deepcopy(tf.keras.Model(x, y)).layers) == 401


def test_symbolic_losses_and_metrics_are_computed_at_every_call():
    x = tf.keras.Input((2,))
    hidden = layers.Dense(2, kernel_initializer="ones", use_bias=False)(x)
    model = tf.keras.Model(x, hidden)
    model.add_loss(0.5 * tf.reduce_mean(hidden))
    model.add_metric(tf.reduce_max(hidden), name="largest", aggregation="mean")
    for factor in (1.0, 3.0):
        with tf.GradientTape() as tape:
            model(factor * tf.ones([4, 2]))
            (loss,) = model.losses
        np.testing.assert_allclose(loss, factor)
        np.testing.assert_allclose(
            tape.gradient(loss, model.trainable_weights)[0], 0.25 * factor * np.ones((2, 2))
        )
    assert model.metrics[0].result().numpy() == 4.0
    model.compile("sgd", "mse")
    logs = model.fit(np.ones((4, 2)), 2 * np.ones((4, 2)), verbose=0).history
    np.testing.assert_allclose([logs["loss"][0], logs["largest"][0]], [1.0, 2.0])


def test_training_said_when_a_layer_is_called_holds_for_that_layer():
    x = tf.keras.Input((50,))
    model = tf.keras.Model(x, [layers.Dropout(0.5)(x, training=True), layers.Dropout(0.5)(x)])
    dropped, kept = model.predict(np.ones((4, 50)), verbose=0)
    assert 0 in dropped
    assert (kept == 1).all()


def test_a_state_tree_is_set_where_it_came_from():
    model, other = two_inputs(), two_inputs()
    tree = model.get_state_tree(value_format="numpy_array")
    assert {"shared", "out"} < set(tree["trainable_variables"])
    new = copy.deepcopy(model)
    new.set_weights([w + 1 for w in model.get_weights()])
    new.set_state_tree(tree)
    for mine, its in zip(model.get_weights(), new.get_weights(), strict=True):
        np.testing.assert_array_equal(mine, its)
    assert len(other.get_state_tree()["non_trainable_variables"]) == 1


def test_a_stateless_call_leaves_the_variables_alone():
    x = tf.keras.Input((3,))
    model = tf.keras.Model(x, layers.BatchNormalization()(x))
    before = model.get_weights()
    trained, others = ([v.value() for v in model.trainable_variables],
                       [v.value() for v in model.non_trainable_variables])  # fmt: skip
    data = np.random.default_rng(0).normal(size=(5, 3)).astype("float32")
    outputs, moved = model.stateless_call(trained, others, data, training=True)
    assert outputs.shape == (5, 3)
    assert not np.allclose(moved[0], others[0])
    for mine, its in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(mine, its)
    with pytest.raises(ValueError, match="non_trainable_variables"):
        model.stateless_call(trained, [], data)


def test_a_config_finds_functions_of_tensors_only():
    x = tf.keras.Input((3,))
    config = tf.keras.Model(x, tf.reduce_sum(x, 1)).get_config()
    assert tf.keras.Model.from_config(config)(np.ones((1, 3))).numpy() == 3
    config["layers"][1]["config"]["function"] = "tapeflow.keras.utils.get_file:get_file"
    with pytest.raises(ValueError, match="Unknown function"):
        tf.keras.Model.from_config(config)
