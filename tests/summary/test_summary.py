"""Summaries: what is in the event file afterwards, and what is refused."""

import numpy as np
import pytest

import tapeflow as tf

event_pb2 = pytest.importorskip("tensorboardX.proto.event_pb2")


def events(folder):
    """What was written to a folder's event files."""
    found = []
    for path in sorted(folder.glob("events.out.tfevents.*")):
        for record in tf.data.TFRecordDataset(str(path)):
            found.append(event_pb2.Event.FromString(record.numpy()))
    return found


def values(folder):
    return [(event.step, value) for event in events(folder) for value in event.summary.value]


def test_numbers_are_written_at_their_steps(tmp_path):
    writer = tf.summary.create_file_writer(str(tmp_path))
    step = tf.Variable(0, dtype=tf.int64)
    with writer.as_default(step=step):
        for _ in range(3):
            step.assign_add(1)
            with tf.name_scope("train"):
                assert tf.summary.scalar("loss", tf.constant(0.5) * tf.cast(step, tf.float32))
        with tf.summary.record_if(False):
            assert not tf.summary.scalar("hidden", 1.0)
    writer.close()
    found = [(number, value.tag, value.simple_value) for number, value in values(tmp_path)]
    assert found == [(1, "train/loss", 0.5), (2, "train/loss", 1.0), (3, "train/loss", 1.5)]


def test_pictures_texts_and_histograms_are_written(tmp_path):
    with tf.summary.create_file_writer(tmp_path).as_default(step=7):
        tf.summary.histogram("weights", tf.range(100.0), buckets=5)
        tf.summary.image("digits", np.ones((2, 4, 5, 1), np.float32))
        tf.summary.text("note", ["a *text*"])
        tf.summary.audio("sound", np.zeros((1, 100, 1), np.float32), 8000)
    found = {value.tag: value for _, value in values(tmp_path)}
    assert found["weights"].histo.num == 100
    picture = found["digits/1"].image
    assert (picture.height, picture.width, picture.encoded_image_string[1:4]) == (4, 5, b"PNG")
    assert found["note/text_summary"].tensor.string_val == [b"a *text*"]
    assert found["sound/0"].audio.sample_rate == 8000


def test_a_traced_function_writes_at_each_call(tmp_path):
    @tf.function
    def step(x, number):
        tf.summary.scalar("x", x, step=number)
        return x * 2

    with tf.summary.create_file_writer(tmp_path).as_default():
        for number in range(3):
            step(tf.constant(1.0), tf.constant(number, tf.int64))
    assert [number for number, _ in values(tmp_path)] == [0, 1, 2]


def test_the_graph_of_a_function_is_written(tmp_path):
    from tensorboardX.proto import graph_pb2

    weight = tf.Variable(2.0)

    @tf.function
    def twice(x):
        return tf.nn.relu(x * weight)

    with tf.summary.create_file_writer(tmp_path).as_default():
        tf.summary.trace_on(graph=True)
        twice(tf.constant(1.0))
        tf.summary.trace_export("twice", step=0)
    (definition,) = [event.graph_def for event in events(tmp_path) if event.graph_def]
    graph = graph_pb2.GraphDef.FromString(definition)
    nodes = {node.name: list(node.input) for node in graph.node}
    assert nodes["twice/math/multiply"] == ["twice/input_0", "twice/input_1"]
    assert nodes["twice/nn/relu"] == ["twice/math/multiply"]
    with pytest.raises(ValueError, match="trace_on"):
        tf.summary.trace_export("twice")


def test_without_a_writer_nothing_happens_and_without_a_step_it_is_an_error(tmp_path):
    assert tf.summary.scalar("a", 1.0) is False
    with tf.summary.create_file_writer(tmp_path).as_default():
        with pytest.raises(ValueError, match="No step set"):
            tf.summary.scalar("a", 1.0)
        with pytest.raises(ValueError, match=r"given: +shape \(2,\)"):
            tf.summary.scalar("a", [1.0, 2.0], step=0)
        with pytest.raises(ValueError, match=r"count, height, width, channels"):
            tf.summary.image("i", np.zeros((4, 4)), step=0)
    with tf.summary.create_noop_writer().as_default(step=1):
        assert tf.summary.scalar("a", 1.0)
