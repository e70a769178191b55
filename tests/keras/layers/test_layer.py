"""`Layer`: calling, tracking, names, configs."""

import copy
import gc
import threading
import weakref

import numpy as np
import pytest

import tapeflow as tf

layers = tf.keras.layers


@pytest.fixture(autouse=True)
def names_start_again():
    tf.keras.backend.clear_session(free_memory=False)


class Linear(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.Dense = layers.Dense(1, kernel_initializer=tf.zeros_initializer)

    def call(self, inputs):
        return self.Dense(inputs)


def test_variables_are_named_after_the_layers_around_them():
    model = Linear()
    model(tf.ones([2, 3]))
    assert [v.name for v in model.variables] == ["linear/dense/kernel:0", "linear/dense/bias:0"]
    assert repr(model.variables[1]) == (
        "<tf.Variable 'linear/dense/bias:0' shape=(1,) dtype=float32, "
        "numpy=array([0.], dtype=float32)>"
    )


def test_a_layer_alone_names_its_variables_by_itself():
    layer = layers.Dense(1)
    layer.build((None, 3))
    assert [v.path for v in layer.weights] == ["dense/kernel", "dense/bias"]


def test_a_weight_made_in_init_is_named_after_the_layer():
    class Scale(layers.Layer):
        def __init__(self):
            super().__init__()
            self.factor = self.add_weight(shape=(), initializer="ones", name="factor")

    assert Scale().factor.path == "scale/factor"


def test_numpy_doubles_are_cast_and_integers_are_not():
    seen = []

    class Probe(layers.Layer):
        def call(self, inputs, other=None):
            seen.append((inputs.dtype, None if other is None else other.dtype))
            return inputs

    probe = Probe()
    probe(np.ones(2))
    probe(np.ones(2, "int64"), other=tf.ones([2], tf.float64))
    probe([[1.0, 2.0]])
    probe(tf.Variable([1.0], dtype="float64"))
    assert seen == [
        (tf.float32, None),
        (tf.int64, tf.float32),
        (tf.float32, None),
        (tf.float32, None),
    ]


def test_autocast_can_be_turned_off():
    assert layers.Identity(autocast=False)(np.ones(2)).dtype == tf.float64


def test_a_layer_of_float64_computes_in_it():
    layer = layers.Dense(2, dtype="float64")
    assert layer(np.ones((1, 2), "float32")).dtype == tf.float64
    assert layer.kernel.dtype == tf.float64
    assert (layer.dtype, layer.compute_dtype) == ("float64", "float64")


def test_unknown_policies_are_refused():
    with pytest.raises(ValueError, match="mixed precision"):
        layers.Dense(1, dtype="mixed_float8")


def test_a_known_shape_is_not_looked_at_again_and_a_new_one_is():
    layer = layers.Dense(2)
    layer(tf.ones([2, 3]))
    layer(tf.ones([5, 3]))
    with pytest.raises(ValueError, match=r'layer "dense" is incompatible.*axis -1.*value 3'):
        layer(tf.ones([2, 4]))
    with pytest.raises(ValueError, match="min_ndim=2"):
        layer(tf.ones([3]))


def test_an_error_in_a_call_names_the_innermost_layer_once():
    class Outer(tf.keras.Model):
        def __init__(self):
            super().__init__()
            self.inner = layers.Lambda(lambda x: tf.matmul(x, x))

        def call(self, x):
            return self.inner(x)

    with pytest.raises(tf.errors.InvalidArgumentError) as raised:
        Outer()(tf.ones([2, 3]))
    assert [note for note in raised.value.__notes__ if "layer:" in note] == [
        "  layer:    Lambda 'outer/lambda', called with inputs (2, 3)"
    ]


def test_what_is_set_at_any_depth_is_found():
    class Deep(layers.Layer):
        def __init__(self):
            super().__init__()
            self.free = tf.Variable(1.0, name="free")
            self.tree = {"a": [layers.Dense(1)], "b": (layers.Dense(2), {"c": tf.Variable(2.0)})}
            self.fixed = tf.Variable([1.0], trainable=False)
            self.number = 3

    deep = Deep()
    for dense in (deep.tree["a"][0], deep.tree["b"][0]):
        dense.build((None, 3))
    assert len(deep.variables) == 7
    assert len(deep.trainable_variables) == 6
    assert len(deep.non_trainable_variables) == 1
    assert deep.weights[0] is deep.free


def test_lists_of_layers_may_grow_and_shrink():
    class Growing(layers.Layer):
        def __init__(self):
            super().__init__()
            self.parts = []

    growing = Growing()
    assert growing.weights == []
    for units in (1, 2):
        growing.parts.append(layers.Dense(units))
        growing.parts[-1].build((None, 3))
    assert len(growing.weights) == 4
    assert isinstance(growing.parts, list)
    del growing.parts[0]
    assert [w.shape[-1] for w in growing.weights] == [2, 2]
    growing.parts += [layers.BatchNormalization()]
    growing.parts[-1].build((None, 3))
    assert len(growing.weights) == 6
    growing.parts = None
    assert growing.weights == []


def test_the_lists_of_variables_are_kept_and_are_copies():
    model = Linear()
    model(tf.ones([1, 2]))
    first = model.trainable_variables
    first.clear()
    assert len(model.trainable_variables) == 2
    version = tf.keras.layers.tracking.structure.version
    for step in range(3):  # what a training loop sets does not count as a change
        model.last_output = model(tf.ones([1, 2]))
        model.step = step
        model.history = [model.last_output]
    assert tf.keras.layers.tracking.structure.version == version


def test_a_replaced_layer_is_forgotten():
    model = Linear()
    model(tf.ones([1, 2]))
    model.Dense = layers.Dense(3)
    assert model.variables == []


def test_metrics_are_found_and_are_no_weights():
    class Measured(layers.Layer):
        def __init__(self):
            super().__init__()
            self.mean = tf.keras.metrics.Mean()
            self.dense = layers.Dense(1)

    measured = Measured()
    measured.dense.build((None, 2))
    assert measured.metrics == [measured.mean]
    assert len(measured.variables) == 2


def test_a_layer_is_freed_without_the_garbage_collector():
    model = tf.keras.Sequential([layers.Dense(2), layers.BatchNormalization()])
    model(tf.ones([2, 3]), training=True)
    gone = weakref.ref(model)
    gc.disable()
    try:
        del model
        assert gone() is None
    finally:
        gc.enable()


def test_deep_copies_have_weights_of_their_own():
    model = tf.keras.Sequential([layers.Dense(2)])
    model(tf.ones([1, 2]))
    copied = copy.deepcopy(model)
    copied.weights[0].assign_add(tf.ones([2, 2]))
    assert len(copied.weights) == 2
    assert not np.allclose(copied.weights[0], model.weights[0])
    copied.layers[0].trainable = False
    assert len(model.trainable_weights) == 2


def test_setting_weights_of_a_wrong_shape_changes_nothing():
    layer = layers.Dense(2)
    layer.build((None, 2))
    before = layer.get_weights()
    with pytest.raises(ValueError, match="not compatible"):
        layer.set_weights([np.zeros((2, 2)), np.zeros(3)])
    np.testing.assert_array_equal(layer.get_weights()[0], before[0])


def test_training_is_inherited_in_this_thread_only():
    seen = {}

    class Probe(layers.Layer):
        def call(self, x, training=None):
            seen[threading.get_ident()] = training
            return x

    class Outer(layers.Layer):
        def __init__(self):
            super().__init__()
            self.probe = Probe()

        def call(self, x):
            thread = threading.Thread(target=self.probe, args=(x,))
            thread.start()
            thread.join()
            return self.probe(x)

    Outer()(tf.ones([1]), training=True)
    assert sorted(map(str, seen.values())) == ["None", "True"]


def test_a_simple_layer_inherits_training_after_its_first_call():
    class Outer(tf.keras.Model):
        def __init__(self):
            super().__init__()
            self.drop = layers.Dropout(0.5)

        def call(self, x):
            return self.drop(x)

    model, ones = Outer(), tf.ones([100])
    model(ones)
    model(ones)
    assert set(model(ones, training=True).numpy()) == {0.0, 2.0}
    assert set(model(ones).numpy()) == {1.0}


def test_a_simple_layer_can_be_overridden():
    class Doubling(layers.Dense):
        def call(self, inputs):
            self.add_loss(tf.reduce_sum(inputs))
            return 2 * super().call(inputs)

    layer = Doubling(1, kernel_initializer="ones")
    for _ in range(3):
        assert float(layer(tf.ones([1, 2]))[0, 0]) == 4.0
    assert [float(loss) for loss in layer.losses] == [2.0]


def test_a_changed_activation_takes_effect():
    layer = layers.Dense(1, kernel_initializer="ones")
    assert float(layer(tf.ones([1, 2]))[0, 0]) == 2.0
    layer.activation = tf.keras.activations.sigmoid
    assert float(layer(tf.ones([1, 2]))[0, 0]) == pytest.approx(0.8807971)


def test_freezing_takes_effect_on_a_known_shape():
    layer = layers.BatchNormalization()
    x = tf.constant([[1.0], [3.0]])
    layer(x, training=True)
    layer(x, training=True)
    layer.trainable = False
    before = layer.moving_mean.numpy()
    layer(x, training=True)
    np.testing.assert_array_equal(layer.moving_mean, before)


def test_calling_without_init_says_what_is_missing():
    class Forgetful(layers.Layer):
        def __init__(self):
            self.units = 3

    with pytest.raises(RuntimeError, match=r"forgot to call super\(\).__init__\(\)"):
        Forgetful()(tf.ones([1]))
    with pytest.raises(RuntimeError, match="Forgetful"):
        _ = Forgetful().weights


def test_keras_2_spellings_of_add_weight():
    class Old(layers.Layer):
        def build(self, input_shape):
            assert input_shape.as_list() == [2, 3]
            self.a = self.add_weight("a", [3], "float32", "ones")
            self.b = self.add_weight("b", [3], "ones")
            self.c = self.add_variable(name="c", shape=[1], trainable=False)
            super().build(input_shape)

        def call(self, x):
            return x

    layer = Old()
    layer(tf.ones([2, 3]))
    assert [w.name for w in layer.weights] == ["old/a:0", "old/b:0", "old/c:0"]
    with pytest.raises(TypeError, match="foo"):
        layer.add_weight(shape=(1,), foo=3)


def test_regularizers_and_constraints_go_with_the_weight():
    layer = layers.Dense(1, kernel_regularizer="l2", kernel_constraint="non_neg")
    layer.build((None, 2))
    assert layer.kernel.regularizer.l2 == 0.01
    assert isinstance(layer.kernel.constraint, tf.keras.constraints.NonNeg)
    assert layer.bias.constraint is None


def test_an_activity_penalty_has_a_gradient():
    layer = layers.Dense(1, kernel_initializer="ones", activity_regularizer="l2")
    with tf.GradientTape() as tape:
        layer(tf.ones([4, 2]))
        (loss,) = layer.losses
    np.testing.assert_allclose(tape.gradient(loss, layer.kernel), [[0.04], [0.04]], rtol=1e-6)


def test_default_weights_are_glorot_uniform():
    layer = layers.Dense(300)
    layer.build((None, 200))
    values, limit = layer.kernel.numpy(), np.sqrt(6 / 500)
    assert np.abs(values).max() <= limit
    assert values.std() == pytest.approx(limit / np.sqrt(3), rel=0.02)
    assert not layer.bias.numpy().any()


def test_a_whole_model_is_one_program():
    model = tf.keras.Sequential([layers.Flatten(), layers.Dense(4, "relu"), layers.Dense(2)])
    outputs = model(np.ones((2, 3, 1)))
    assert outputs._trace is not None  # nothing ran
    outputs.numpy()
    assert model(np.ones((2, 3, 1)))._trace is not None
