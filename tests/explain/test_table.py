"""The tables of `tapeflow run --explain`."""

import io

import numpy as np
import pytest

import tapeflow as tf
from tapeflow.explain.advice import advice
from tapeflow.explain.table import print_explanation


def told(history):
    file = io.StringIO()
    history.stop()
    print_explanation(history, file)
    return file.getvalue()


def test_programs_waits_and_memory_are_told(history):
    for size in (8, 8, 5):
        float(tf.reduce_sum(tf.ones([size, 4]) @ tf.ones([4, 2])))
    text = told(history)
    assert "forward" in text
    assert "first time" in text
    assert "test_table.py" in text
    assert "Waited for values" in text
    assert "float(tf.reduce_sum" in text
    compiled = [record for record in history.programs if record.op_by_op < record.runs]
    assert all(record.memory["peak"] > 0 for record in compiled)


def test_nothing_to_tell(history):
    assert told(history) == "\nNo program was run.\n"


def test_the_worst_is_named_first_and_only_what_costs(history):
    history.stop()
    assert advice(history) == []
    history.start()

    @tf.function
    def scaled(x, rate):
        return tf.reduce_sum(x * rate)

    for rate in (0.1, 0.2, 0.3):
        float(scaled(np.ones(3, "f"), rate))
    for record in history.programs:
        record.compile_seconds = 1.0
    worst = advice(history)
    assert "give it as a tensor" in worst[0].text
    assert [a.cost for a in worst] == sorted((a.cost for a in worst), reverse=True)


@pytest.mark.parametrize(
    ("parts", "is_told"),
    [
        ([[10, 0.5, 0.1, 0.1, 0.0, 0]] * 10, True),
        # A pause, or reading the data, between steps of which Python is the smaller part.
        ([[10, 0.01, 0.1, 0.1, 0.0, 0]] * 9 + [[10, 9.0, 0.1, 0.1, 0.0, 0]], False),
    ],
)
def test_python_is_blamed_for_the_usual_step(history, monkeypatch, parts, is_told):
    history.stop()
    history.steps = 100
    monkeypatch.setattr(history, "parts", lambda: parts)
    assert any("Python takes" in found.text for found in advice(history)) == is_told
