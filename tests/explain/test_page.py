"""The report: whole in one file, safe whatever texts it shows, drawn by a real browser."""

import json
import warnings

import numpy as np
import pytest

import tapeflow as tf
from tapeflow.explain.page import as_json, page, write_report
from tapeflow.explain.snapshot import snapshot
from tests.explain.browser import BROWSER, rendered

NASTY = "</script><script>console.error('broken out')</script> \u2028 <b>"


def train(history):
    """Some steps, a NaN among the losses, and a warning whose text is HTML."""
    model = tf.keras.Sequential([tf.keras.layers.Dense(1, name="head")])
    model.compile("sgd", "mse")
    inputs = np.ones([12, 2], "float32")
    model.fit(inputs, inputs[:, :1], batch_size=4, epochs=3, verbose=0, validation_split=0.3)
    weight = tf.Variable(1.0)
    for step in range(4):
        with tf.GradientTape() as tape:
            loss = weight * (float("nan") if step == 3 else 2.0)
            float(loss)
        weight.assign_sub(tape.gradient(loss, weight))
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        history._showwarning = lambda *_: None
        warnings.showwarning = history._note_warning
        warnings.warn(NASTY, stacklevel=1)
    history.stop()


def test_the_data_is_plain_and_complete(history):
    train(history)
    data = json.loads(as_json(snapshot(history, "train.py")))
    assert data["steps"] == history.steps
    curves = {(curve["kind"], curve["name"]): curve for curve in data["curves"]}
    assert len(curves["epoch", "loss"]["values"]) == 3
    assert len(curves["epoch", "val_loss"]["values"]) == 3
    (read,) = [curve for curve in data["curves"] if curve["kind"] == "read"]
    assert read["text"] == "float(loss)"
    assert read["values"][:3] == [2.0, pytest.approx(-2.0), pytest.approx(-6.0)]
    assert read["values"][3] is None  # JSON has no NaN
    lines = [line for program in data["programs"] for line in program["lines"]]
    assert any(line["text"].startswith("model.fit(") for line in lines)
    assert {"math.multiply", 1} in [{*op} for line in lines for op in line["ops"]]
    assert data["warnings"][0]["message"] == NASTY
    assert sum(part[0] for part in data["parts"]) == data["steps"]


def test_texts_cannot_end_the_script():
    text = page({"title": NASTY})
    assert NASTY not in text
    assert text.count("</script>") == page(None).count("</script>")


@pytest.mark.skipif(BROWSER is None, reason="no Chromium")
def test_a_browser_draws_it_without_a_complaint(history, tmp_path):
    train(history)
    write_report(history, str(tmp_path / "out.html"), "train.py")
    document, said = rendered((tmp_path / "out.html").as_uri(), tmp_path / "profile")
    assert said == []
    assert "<h1>train.py</h1>" in document
    assert "not a finite number from step" in document
    assert "&lt;/script&gt;&lt;script&gt;" in document
    assert document.count("<svg") >= 4
    assert 'd="M' in document
