"""`RematScope` and `remat`: equal results and gradients, with less kept."""

import numpy as np
import pytest

import tapeflow as tf

_MODES = [
    {"mode": "full"},
    {"mode": "activations"},
    {"mode": "larger_than", "output_size_threshold": 3},
    {"mode": "list_of_layers", "layer_names": ["first"]},
    {"mode": None},
]


def _model():
    layers = tf.keras.layers
    return tf.keras.Sequential([tf.keras.Input((4,)), layers.Dense(5, "tanh", name="first"),
                                layers.Dense(2, name="second")])  # fmt: skip


def _gradients(model, x):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(model(x) ** 2)
    return [loss, *tape.gradient(loss, model.trainable_variables)]


@pytest.mark.parametrize("options", _MODES, ids=lambda o: str(o["mode"]))
def test_gradients_are_equal(options):
    x = np.random.default_rng(0).normal(size=(3, 4)).astype("float32")
    plain = _model()
    with tf.keras.RematScope(**options):
        model = _model()
    model.set_weights(plain.get_weights())
    for a, b in zip(_gradients(model, x), _gradients(plain, x), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-6, atol=1e-7)  # fused otherwise
    marked = options["mode"] is not None
    assert ("_remat_mode" in model.get_layer("first").__dict__) is marked


def test_a_marked_layer_keeps_nothing_of_its_inside():
    calls = []

    class Watched(tf.keras.layers.Layer):
        def call(self, inputs):
            calls.append(tf.recompute_grad)
            return tf.sin(tf.exp(inputs))

    with tf.keras.RematScope("full"):
        layer = Watched()
    assert layer.rematerialized_call(layer.call, 1.0) is not layer.call
    x = tf.Variable([0.5])
    with tf.GradientTape() as tape:
        y = layer(x)
    np.testing.assert_allclose(tape.gradient(y, x), np.cos(np.exp(0.5)) * np.exp([0.5]), rtol=1e-6)
    assert len(calls) == 1  # recorded once; the backward pass computes it, it does not call it


def test_marked_models_train_with_fit():
    with tf.keras.RematScope("full"):
        model = _model()
    model.compile("sgd", "mse")
    x, y = np.ones([8, 4], "float32"), np.zeros([8, 2], "float32")
    losses = model.fit(x, y, epochs=2, verbose=0).history["loss"]
    assert losses[1] < losses[0]


def test_remat_of_a_function_in_a_functional_model():
    x = tf.keras.Input((3,))

    class Twice(tf.keras.layers.Layer):
        def __init__(self, **options):
            super().__init__(**options)
            self.inner = tf.keras.remat(lambda x: x + x * 0.1)

        def call(self, inputs):
            return self.inner(inputs)

    model = tf.keras.Model(x, Twice()(x))
    np.testing.assert_allclose(model(np.ones([1, 3], "float32")), np.full([1, 3], 1.1), rtol=1e-6)


def test_unknown_mode_is_refused():
    with pytest.raises(ValueError, match="Invalid mode 'half'"):
        tf.keras.RematScope("half")
