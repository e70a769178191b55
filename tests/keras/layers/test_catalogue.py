"""What holds for every layer class: configs, pickling, shapes and state, over the golden table."""

from __future__ import annotations

import contextlib
import inspect
import json
import os
import pickle
import zlib

import numpy as np
import pytest

import tapeflow as tf
from tests.golden.cases import catalogue, catalogue_recurrent
from tests.golden.layer_runs import as_tuple, made

RUNS = [
    *catalogue.layer_runs(),
    *catalogue.composed_runs(),
    *catalogue_recurrent.conv_lstm_runs(),
]
# The first configuration of each class.
EACH = list({name: (name, shape, options) for name, shape, options in reversed(RUNS)}.values())
BY_NAME = pytest.mark.parametrize(("name", "shape", "options"), EACH, ids=[run[0] for run in EACH])


@BY_NAME
def test_config_makes_an_equal_layer(name, shape, options):
    layer = made(tf, name, options)
    config = layer.get_config()
    again = type(layer).from_config(config)
    assert again.get_config() == config
    data = json.loads(json.dumps(tf.keras.layers.serialize(layer)))
    assert plain(tf.keras.layers.deserialize(data).get_config()) == plain(config)


def plain(value):
    """Tuples as lists: JSON has no others."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, (list, tuple)) else value


@BY_NAME
def test_build_makes_all_state_and_shapes_are_told(name, shape, options):
    layer = made(tf, name, options)
    layer.build(shape)
    names = [variable.path for variable in layer.variables]
    outputs = layer(ones(shape))
    assert [variable.path for variable in layer.variables] == names
    several = isinstance(outputs, (list, tuple))
    actual = [tuple(o.shape) for o in outputs] if several else tuple(outputs.shape)
    assert _as_list(layer.compute_output_shape(shape)) == _as_list(actual)
    free = as_tuple(layer.compute_output_shape(_free(shape)))
    flat = [free] if not several else free
    assert all(found[0] is None for found in flat)


def _as_list(shape):
    found = as_tuple(shape)
    return list(found) if isinstance(found, list) else [found]


def _free(shape):
    return [_free(item) for item in shape] if isinstance(shape, list) else (None, *shape[1:])


def ones(shape):
    return [ones(item) for item in shape] if isinstance(shape, list) else tf.ones(shape)


@BY_NAME
def test_survives_pickling_with_its_weights(name, shape, options):
    layer = made(tf, name, options)
    layer.build(shape)
    again = pickle.loads(pickle.dumps(layer))
    assert again.name == layer.name
    for left, right in zip(layer.weights, again.weights, strict=True):
        np.testing.assert_array_equal(left.numpy(), right.numpy())


@BY_NAME
def test_computes_in_half_under_a_mixed_policy(name, shape, options):
    layer = made(tf, name, {**_with_policy(options), "dtype": "mixed_bfloat16"})
    outputs = layer(ones(shape), training=True)
    for output in tf.nest.flatten(outputs):
        assert output.dtype == tf.bfloat16
    assert all(variable.dtype == tf.float32 for variable in layer.weights)


def _with_policy(options):
    def inner(value):
        if isinstance(value, tuple) and value and value[0] == "layer":
            return ("layer", value[1], {**value[2], "dtype": "mixed_bfloat16"})
        return value

    return {key: inner(value) for key, value in options.items()}


def test_weights_are_read_in_half_inside_a_call_only():
    class Scale(tf.keras.layers.Layer):
        def build(self, input_shape):
            self.scale = self.add_weight(shape=(input_shape[-1],), initializer="ones")
            self.kept = self.add_weight(shape=(1,), initializer="ones", autocast=False)
            self.seen = [self.scale.dtype]

        def call(self, inputs):
            self.seen += [self.scale.dtype, self.kept.dtype]
            return inputs * self.scale

    layer = Scale(dtype="mixed_float16")
    for _ in range(2):
        assert layer(np.ones((2, 3), "float32")).dtype == tf.float16
    assert layer.seen[:3] == [tf.float32, tf.float16, tf.float32]
    assert layer.scale.value().dtype == tf.float32


@BY_NAME
def test_a_symbolic_call_tells_the_same_shape(name, shape, options):
    layer = made(tf, name, options)
    outputs = layer(_inputs(shape))
    several = isinstance(outputs, (list, tuple))
    shapes = [tuple(o.shape) for o in outputs] if several else tuple(outputs.shape)
    assert _as_list(shapes) == _as_list(layer.compute_output_shape(_free(shape)))


def _inputs(shape):
    if isinstance(shape, list):
        return [_inputs(item) for item in shape]
    return tf.keras.Input(batch_shape=(None, *shape[1:]))


@pytest.mark.parametrize(
    ("name", "options", "rest"),
    [
        ("LSTM", {"units": 2, "return_sequences": True}, (3,)),
        ("RNN", {"cell": ("layer", "GRUCell", {"units": 2}), "return_sequences": True}, (3,)),
        ("Bidirectional", {"layer": ("layer", "GRU", {"units": 2})}, (3,)),
        ("TimeDistributed", {"layer": ("layer", "Dense", {"units": 2})}, (3,)),
        ("ConvLSTM1D", {"filters": 2, "kernel_size": 2, "return_sequences": True}, (4, 1)),
        ("Conv1DTranspose", {"filters": 2, "kernel_size": 2, "strides": 2}, (3,)),
        ("UpSampling1D", {}, (3,)),
        ("ZeroPadding1D", {}, (3,)),
        ("Cropping1D", {}, (3,)),
        ("GlobalMaxPooling1D", {}, (3,)),
        ("LayerNormalization", {}, (3,)),
        ("GroupNormalization", {"groups": 3}, (3,)),
        ("EinsumDense", {"equation": "abc,cd->abd", "output_shape": (None, 2)}, (3,)),
        ("Masking", {}, (3,)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_length_may_be_unknown(name, options, rest):
    layer = made(tf, name, options)
    outputs = layer(tf.keras.Input((None, *rest)))
    shape = (2, 5, *rest)
    actual = tuple(layer(tf.ones(shape)).shape)
    assert len(outputs.shape) == len(actual)
    for told, size in zip(outputs.shape, actual, strict=True):
        assert told in (None, size)
    assert tuple(outputs.shape) == as_tuple(layer.compute_output_shape((None, None, *rest)))


def test_attention_over_an_unknown_length():
    query = tf.keras.Input((None, 6))
    layer = tf.keras.layers.MultiHeadAttention(2, 3)
    outputs = layer(query, query, use_causal_mask=True)
    assert tuple(outputs.shape) == (None, None, 6)
    assert tuple(layer(tf.ones([2, 4, 6]), tf.ones([2, 4, 6])).shape) == (2, 4, 6)
    assert tuple(tf.keras.layers.Attention()([query, query]).shape) == (None, None, 6)


WRONG_INPUTS = {
    "a scalar": lambda: tf.constant(1.0),
    "a list": lambda: [tf.ones((2, 3, 4)), tf.ones((2, 3, 4))],
    "no list": lambda: [],
    "a dict": lambda: {"a": tf.ones((2, 3))},
    "strings": lambda: tf.constant([["a", "b"]]),
    "None": lambda: None,
}


@BY_NAME
def test_wrong_inputs_are_refused_in_keras_types(name, shape, options):
    kinds = (ValueError, TypeError, NotImplementedError, tf.errors.InvalidArgumentError)
    for give in WRONG_INPUTS.values():
        with contextlib.suppress(*kinds):
            made(tf, name, options)(give())


@pytest.mark.parametrize(
    ("layer", "given"),
    [
        (tf.keras.layers.Reshape((3,)), [tf.ones((2, 3)), tf.ones((2, 3))]),
        (tf.keras.layers.Flatten(), None),
        (tf.keras.layers.Dense(2), {"a": tf.ones((2, 3))}),
        (tf.keras.layers.Embedding(3, 2), tf.constant(["a"])),
    ],
    ids=["list", "None", "dict", "strings"],
)
def test_a_refusal_names_the_layer(layer, given):
    with pytest.raises(ValueError, match=layer.name):
        layer(given)


def _with_formats():
    """Configurations of layers with a `data_format`; one in three, unless all are asked for."""
    found = [run for run in RUNS if "data_format" in _arguments(run[0])]
    if os.environ.get("TAPEFLOW_TEST_ALL"):
        return found
    return [run for run in found if zlib.crc32(repr(run).encode()) % 6 == 0]


def _arguments(name):
    return inspect.signature(getattr(tf.keras.layers, name)).parameters


@pytest.mark.parametrize(("name", "shape", "options"), _with_formats(), ids=str)
def test_channels_first_gives_the_same(name, shape, options):
    """TensorFlow itself can't compute most of these on a processor."""
    lead = 2 if name.startswith("ConvLSTM") else 1
    last = made(tf, name, options)
    first = made(tf, name, {**options, "data_format": "channels_first"})
    inputs = tf.constant(np.random.default_rng(0).normal(size=shape).astype("float32"))
    expected = last(inputs)
    first.build(_moved(inputs, lead).shape)
    if last.weights:
        first.set_weights(last.get_weights())
    outputs = first(_moved(inputs, lead))
    if name == "Flatten":
        np.testing.assert_allclose(outputs, expected, rtol=1e-6)
        return
    pairs = zip(tf.nest.flatten(outputs), tf.nest.flatten(expected), strict=True)
    for output, wanted in pairs:
        ahead = lead if wanted.shape.rank == len(shape) else 1
        moved = wanted if wanted.shape.rank == 2 else _moved(wanted, ahead)
        np.testing.assert_allclose(output, moved, rtol=1e-5, atol=1e-6)
    told = first.compute_output_shape(tuple(_moved(inputs, lead).shape))
    actual = [tuple(o.shape) for o in tf.nest.flatten(outputs)]
    assert _as_list(told) == actual


def _moved(tensor, axis):
    """Channels from the last axis to `axis`."""
    order = [*range(tensor.shape.rank - 1)]
    order.insert(axis, tensor.shape.rank - 1)
    return tf.transpose(tensor, order)
