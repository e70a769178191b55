"""Data sets of serialized examples, from a file and back."""

import numpy as np
import pytest

import tapeflow as tf

_FEATURES = {
    "x": tf.io.FixedLenFeature([2], tf.float32),
    "label": tf.io.FixedLenFeature([], tf.int64),
}


def _serialized(n):
    feature = tf.train.Feature
    features = {
        "x": feature(float_list=tf.train.FloatList(value=[n, n + 0.5])),
        "label": feature(int64_list=tf.train.Int64List(value=[n])),
    }
    return tf.train.Example(features=tf.train.Features(feature=features)).SerializeToString()


@pytest.fixture
def pattern(tmp_path):
    strings = tf.data.Dataset.from_tensor_slices([_serialized(n) for n in range(5)])
    tf.data.experimental.TFRecordWriter(str(tmp_path / "part-0")).write(strings)
    return str(tmp_path / "part-*")


def test_batches_of_a_file(pattern):
    dataset = tf.data.experimental.make_batched_features_dataset(
        pattern, 2, _FEATURES, label_key="label", num_epochs=1, shuffle=False
    )
    labels = [label.numpy().tolist() for _, label in dataset]
    assert labels == [[0, 1], [2, 3], [4]]
    (features, _), *_ = dataset
    np.testing.assert_array_equal(features["x"], [[0.0, 0.5], [1.0, 1.5]])
    assert sorted(features) == ["x"]


def test_shuffled_epochs_have_every_example(pattern):
    dataset = tf.data.experimental.make_batched_features_dataset(
        pattern, 5, _FEATURES, shuffle_seed=1
    )
    epochs = [batch["label"].numpy() for batch in dataset.take(2)]
    assert [sorted(epoch) for epoch in epochs] == [list(range(5))] * 2


def test_what_does_not_fit_is_refused(pattern):
    with pytest.raises(ValueError, match="label_key"):
        tf.data.experimental.make_batched_features_dataset(pattern, 2, _FEATURES, label_key="y")
    with pytest.raises(TypeError, match="strings"):
        tf.data.experimental.TFRecordWriter("x").write(tf.data.Dataset.range(3))
