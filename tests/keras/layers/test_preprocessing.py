"""Preprocessing layers in models, data sets and files."""

import numpy as np
import pytest

import tapeflow as tf

layers = tf.keras.layers


def test_a_model_of_strings_is_built_without_looking(tmp_path):
    texts = np.array(["the cat", "a dog", "the dog and the cat"])
    vectorize = layers.TextVectorization(max_tokens=10, output_sequence_length=4)
    vectorize.adapt(texts)
    inputs = tf.keras.Input((1,), dtype=tf.string)
    words = vectorize(inputs)
    assert (words.shape, words.dtype) == ((None, 4), "int64")
    outputs = layers.GlobalAveragePooling1D()(layers.Embedding(10, 3)(words))
    model = tf.keras.Model(inputs, layers.Dense(1)(outputs))
    expected = model(tf.constant(texts[:, None]))
    model.save(tmp_path / "m.keras")
    again = tf.keras.models.load_model(tmp_path / "m.keras")
    np.testing.assert_allclose(again(tf.constant(texts[:, None])), expected, rtol=1e-6)


def test_layers_map_over_a_data_set():
    lookup = layers.StringLookup(vocabulary=["a", "b"])
    scale = layers.Rescaling(2.0)
    data = tf.data.Dataset.from_tensor_slices((["b", "x", "a"], [1.0, 2.0, 3.0])).batch(2)
    got = list(data.map(lambda s, x: (lookup(s), scale(x))).as_numpy_iterator())
    np.testing.assert_array_equal(np.concatenate([s for s, _ in got]), [2, 0, 1])
    np.testing.assert_array_equal(np.concatenate([x for _, x in got]), [2.0, 4.0, 6.0])


def test_adapting_to_batches_is_adapting_to_the_whole():
    data = np.random.default_rng(0).normal(5.0, 3.0, (40, 3)).astype("float32")
    whole, parts = layers.Normalization(), layers.Normalization()
    whole.adapt(data)
    parts.adapt(tf.data.Dataset.from_tensor_slices(data).batch(7))
    np.testing.assert_allclose(parts(data), whole(data), atol=1e-5)  # other order of summing
    normalized = whole(data).numpy()
    np.testing.assert_allclose(normalized.mean(0), 0, atol=1e-5)
    np.testing.assert_allclose(normalized.std(0), 1, atol=1e-5)


@pytest.mark.parametrize(
    "layer",
    [
        layers.StringLookup(vocabulary=["a", "b"], mask_token="", num_oov_indices=2),
        layers.IntegerLookup(vocabulary=[3, 5], output_mode="count"),
        layers.TextVectorization(vocabulary=["a", "b"], ngrams=2),
        layers.Hashing(5, salt=[1, 2]),
        layers.Discretization([0.0, 1.0]),
        layers.CategoryEncoding(3, output_mode="one_hot"),
        layers.Normalization(mean=[1.0, 2.0], variance=[1.0, 4.0]),
        layers.HashedCrossing(7),
    ],
    ids=lambda layer: type(layer).__name__,
)
def test_configs_come_back(layer):
    config = layer.get_config()
    again = type(layer).from_config(config)
    assert again.get_config() == config


def test_a_learned_vocabulary_is_saved(tmp_path):
    lookup = layers.StringLookup(output_mode="multi_hot")
    lookup.adapt(np.array([["x", "y"], ["y", "z"]]))
    model = tf.keras.Sequential([tf.keras.Input((2,), dtype="string"), lookup])
    model.save(tmp_path / "m.keras")
    again = tf.keras.models.load_model(tmp_path / "m.keras")
    assert again.layers[0].get_vocabulary() == lookup.get_vocabulary()
    data = tf.constant([["z", "?"]])
    np.testing.assert_array_equal(again(data), model(data))


def test_a_layer_without_a_vocabulary_says_what_to_do():
    with pytest.raises(RuntimeError, match="adapt"):
        layers.StringLookup(output_mode="count")(tf.constant(["a"]))
    with pytest.raises(ValueError, match="empty iterable"):
        layers.Normalization().adapt(iter([]))
    with pytest.raises(ValueError, match="0 <= values < num_tokens"):
        layers.CategoryEncoding(3)([[0, 7]])
