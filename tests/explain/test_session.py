"""What is told at the end, and that telling never changes how a script ended."""

import pytest

import tapeflow as tf
from tapeflow.engine import watch
from tapeflow.explain.session import explained


def test_a_report_that_fails_is_told_and_the_scripts_own_error_stays(tmp_path, capsys):
    report = tmp_path / "gone" / "out.html"

    def script():
        with explained("train.py", report=str(report)):
            tf.ones([2]).numpy()
            raise RuntimeError("the script's own")

    with pytest.raises(RuntimeError, match="the script's own"):
        script()
    said = capsys.readouterr().err
    assert said.startswith("tapeflow run: the report could not be written: FileNotFoundError")
    assert watch.watchers == ()


def test_what_was_left_pending_is_run_before_it_is_told(tmp_path):
    variable = tf.Variable(1.0)
    with explained("train.py", report=str(tmp_path / "out.html")) as history:
        variable.assign(variable * 2.0)
    assert history.steps == 1
    assert "variable.assign(variable * 2.0)" in (tmp_path / "out.html").read_text(encoding="utf-8")
