"""What `TensorBoard` writes."""

import numpy as np
import pytest

import tapeflow as tf

keras = tf.keras
tensorboardX = pytest.importorskip("tensorboardX")


def events(folder):
    from tensorboardX.proto.event_pb2 import Event

    found = []
    for path in sorted(folder.iterdir()):
        for record in tf.data.TFRecordDataset(str(path)).as_numpy_iterator():
            event = Event.FromString(record)
            found += [(value.tag, event.step, value) for value in event.summary.value]
    return found


def test_curves_histograms_pictures_and_the_graph(tmp_path):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3), keras.layers.Dense(1)])
    model.compile("sgd", "mse", metrics=["mae"])
    board = keras.callbacks.TensorBoard(
        tmp_path, histogram_freq=1, write_images=True, update_freq=2, write_steps_per_second=True
    )
    x, y = np.ones((8, 2), "float32"), np.ones(8, "float32")
    history = model.fit(
        x, y, batch_size=2, epochs=2, verbose=0, validation_data=(x, y), callbacks=[board]
    )
    train = events(tmp_path / "train")
    tags = {tag for tag, _, _ in train}
    assert {
        "epoch_loss", "epoch_mae", "epoch_learning_rate", "epoch_steps_per_second", "batch_loss",
        "batch_mae", "keras",
    } <= tags  # fmt: skip
    assert sum(tag.endswith("/histogram") for tag in tags) == 4
    assert sum("/image" in tag for tag in tags) == 3  # a single number has no picture
    losses = [(step, value.simple_value) for tag, step, value in train if tag == "epoch_loss"]
    np.testing.assert_allclose(losses, list(enumerate(history.history["loss"])), rtol=1e-6)
    assert [step for tag, step, _ in train if tag == "batch_loss"] == [1, 3, 5, 7]
    (graph,) = [value for tag, _, value in train if tag == "keras"]
    assert graph.metadata.plugin_data.plugin_name == "graph_keras_model"
    assert b"Sequential" in graph.tensor.string_val[0]
    validation = events(tmp_path / "validation")
    assert [(t, s) for t, s, _ in validation if "loss" in t] == [
        ("evaluation_loss_vs_iterations", 4), ("epoch_loss", 0),
        ("evaluation_loss_vs_iterations", 8), ("epoch_loss", 1),
    ]  # fmt: skip


def test_what_is_not_supported_says_so(tmp_path):
    with pytest.raises(NotImplementedError, match="profile_batch"):
        keras.callbacks.TensorBoard(tmp_path, profile_batch=2)
