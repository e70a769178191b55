"""The figures for TensorBoard, as its own program reads them."""

import math
import warnings

import numpy as np
import pytest

import tapeflow as tf
from tapeflow.explain.summaries import write_summaries

pytest.importorskip("tensorboardX")


def read(folder):
    """What the real program finds in a folder."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its own dependencies
        reader = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator")
        found = reader.EventAccumulator(str(folder))
        found.Reload()
    return found


def test_tensorboard_reads_the_figures(history, tmp_path):
    model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    inputs = np.ones([8, 2], "float32")
    fitted = model.fit(inputs, inputs[:, :1], batch_size=4, epochs=3, verbose=0)
    weight = tf.Variable(1.0)
    for value in (2.0, float("nan")):
        float(weight * value)
        weight.assign_add(1.0)
    weight.numpy()
    history.stop()
    write_summaries(history, str(tmp_path), "train.py")

    found = read(tmp_path / "train.py")
    losses = found.Scalars("epoch/loss")
    assert [event.step for event in losses] == [2, 4, 6]
    np.testing.assert_allclose([e.value for e in losses], fitted.history["loss"], rtol=1e-6)
    (tag,) = [tag for tag in found.Tags()["scalars"] if tag.startswith("read/")]
    assert [event.value for event in found.Scalars(tag)][:1] == [2.0]
    assert math.isnan(found.Scalars(tag)[1].value)
    spent = {
        name: sum(event.value for event in found.Scalars(f"step_milliseconds/{name}"))
        for name in ("python", "waiting", "running", "compiling")
    }
    assert spent["running"] > 0
    assert found.Scalars("process_megabytes")[-1].value > 10
    text = found.Tensors("programs/text_summary")[0].tensor_proto.string_val[0].decode()
    assert "Sequential.train_step" in text
    assert text.startswith("|  | program | recorded at")
