"""`Model` and `Sequential`: building, predicting, describing themselves."""

import json

import numpy as np
import pytest

import tapeflow as tf

layers = tf.keras.layers


@pytest.fixture(autouse=True)
def names_start_again():
    tf.keras.backend.clear_session(free_memory=False)


def small():
    return tf.keras.Sequential(
        [tf.keras.Input((3,)), layers.Dense(4, activation="relu"), layers.Dense(2)]
    )


@pytest.mark.parametrize("samples", [1, 31, 32, 33, 100])
def test_predict_gives_what_a_call_gives(samples):
    model = small()
    x = np.random.default_rng(0).normal(size=(samples, 3))
    outputs = model.predict(x, verbose=0)
    assert isinstance(outputs, np.ndarray)
    np.testing.assert_allclose(outputs, model(x), rtol=1e-5, atol=1e-6)


def test_predict_takes_lists_dicts_tensors_and_iterables():
    class Add(tf.keras.Model):
        def call(self, inputs):
            first, second = inputs if isinstance(inputs, (list, tuple)) else inputs.values()
            return first + second

    model, x = Add(), np.arange(6.0).reshape(3, 2)
    for inputs in ([x, x], {"a": x, "b": x}, [tf.constant(x), tf.constant(x)]):
        np.testing.assert_allclose(model.predict(inputs, batch_size=2, verbose=0), 2 * x)
    batches = [((x, x), np.zeros(3)), ((x, x), np.zeros(3))]
    assert model.predict(iter(batches), verbose=0).shape == (6, 2)
    assert model.predict(iter(batches * 9), steps=3, verbose=0).shape == (9, 2)


def test_predict_runs_without_dropout():
    model = tf.keras.Sequential([layers.Dropout(0.9)])
    np.testing.assert_array_equal(model.predict(np.ones((40, 2)), verbose=0), np.ones((40, 2)))


def test_predict_refuses_what_it_cannot_cut_into_batches():
    with pytest.raises(ValueError, match="different lengths"):
        small().predict([np.ones((2, 3)), np.ones((3, 3))])
    with pytest.raises(ValueError, match="nothing to predict"):
        small().predict(np.ones((0, 3)))
    with pytest.raises(ValueError, match="batch_size"):
        small().predict(iter([]), batch_size=3)


def test_predict_shows_a_bar_when_told_to(capsys):
    small().predict(np.ones((100, 3)), verbose=1)
    assert "4/4 ━━━━━━━━━━━━━━━━━━━━" in capsys.readouterr().out
    small().predict(np.ones((100, 3)), verbose=0)
    assert capsys.readouterr().out == ""


def test_the_weights_of_a_model_with_an_input_are_there_at_once():
    model = small()
    assert model.built
    assert model.input_shape == (None, 3)
    assert model.output_shape == (None, 2)
    assert model.weights[0].path == "sequential/dense/kernel"


@pytest.mark.parametrize(
    "options",
    [{"input_shape": (3,)}, {"input_dim": 3}, {"batch_input_shape": (8, 3)}, {"input_shape": [3]}],
)
def test_keras_2_ways_to_tell_the_inputs(options):
    model = tf.keras.Sequential()
    model.add(layers.Dense(4, **options))
    assert model.weights[0].shape == (3, 4)


def test_an_embedding_with_an_input_length_is_built_at_once():
    model = tf.keras.Sequential([layers.Embedding(10, 4, input_length=5), layers.Flatten()])
    assert model.output_shape == (None, 20)


def test_pop_and_add_change_what_is_computed():
    model = small()
    x = np.ones((2, 3))
    assert model(x).shape == (2, 2)
    model.pop()
    assert model(x).shape == (2, 4)
    model.add(layers.Dense(7))
    assert model(x).shape == (2, 7)
    assert len(model.weights) == 4


def test_a_model_without_inputs_has_no_variables():
    class Empty(tf.keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = layers.Dense(2)

        def call(self, x):
            return self.dense(x)

    model = Empty()
    assert model.variables == []
    model.build((None, 5))
    assert [tuple(v.shape) for v in model.variables] == [(5, 2), (2,)]
    assert model.variables[0].name == "empty/dense/kernel:0"


def test_summary_of_an_unbuilt_model_says_what_to_do():
    with pytest.raises(ValueError, match="has not yet been built"):
        tf.keras.Sequential().summary()


def test_summary(capsys):
    model = small()
    model.layers[0].trainable = False
    model.summary(line_length=76)
    assert capsys.readouterr().out == EXPECTED
    lines = []
    model.summary(print_fn=lines.append, show_trainable=True, line_length=100)
    assert "Trainable" in "".join(lines)


EXPECTED = """\
Model: "sequential"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩
│ dense (Dense)                   │ (None, 4)              │            16 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ dense_1 (Dense)                 │ (None, 2)              │            10 │
└─────────────────────────────────┴────────────────────────┴───────────────┘
 Total params: 26 (104.00 B)
 Trainable params: 10 (40.00 B)
 Non-trainable params: 16 (64.00 B)
"""


def test_summary_shows_layers_inside_layers():
    model = tf.keras.Sequential([tf.keras.Sequential([layers.Dense(1)], name="inner")])
    model(np.ones((1, 2)))
    lines = []
    model.summary(print_fn=lines.append, expand_nested=True)
    assert "inner (Sequential)" in lines[0]
    assert "dense (Dense)" in lines[0]


def test_summary_of_layers_that_were_not_called(capsys):
    tf.keras.Sequential([layers.Dense(1)]).summary()
    out = capsys.readouterr().out
    assert "0 (unbuilt)" in out
    assert "?" in out


def test_a_config_goes_through_json():
    model = small()
    config = json.loads(json.dumps(model.get_config()))
    again = tf.keras.Sequential.from_config(config)
    assert [tuple(w.shape) for w in again.weights] == [tuple(w.shape) for w in model.weights]
    assert again.layers[0].activation is tf.keras.activations.relu


def test_a_nested_model_keeps_its_training_flag_and_its_weights():
    inner = tf.keras.Sequential([layers.Dense(3), layers.Dropout(0.5)])
    outer = tf.keras.Sequential([inner, layers.Dense(1)])
    outer(np.ones((2, 4)))
    assert len(outer.weights) == 4
    inner.trainable = False
    assert len(outer.trainable_weights) == 2
    assert outer.get_layer("sequential") is inner


def test_training_a_model_learns():
    tf.keras.utils.set_random_seed(1)
    rng = np.random.default_rng(0)
    x = rng.normal(size=(64, 3)).astype("float32")
    y = x @ np.array([[1.0], [-2.0], [0.5]], "float32")
    model = tf.keras.Sequential([layers.Dense(16, activation="tanh"), layers.Dense(1)])
    optimizer = tf.keras.optimizers.Adam(0.02)
    losses = []
    for _ in range(60):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((model(x, training=True) - y) ** 2)
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
        losses.append(float(loss))
    assert losses[-1] < losses[0] / 20
