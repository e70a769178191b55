"""`tapeflow run --explain`: what is printed after a script, whatever its end."""

import pytest

from tapeflow.cli.main import main
from tests.cli.test_run import run  # noqa: F401 - a fixture

SCRIPT = """
import tensorflow as tf
w = tf.Variable(tf.ones([3, 1]))
for step in range(4):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((tf.ones([2, 3]) @ w) ** 2)
        print("%.3f" % loss.numpy())
    w.assign_sub(0.1 * tape.gradient(loss, w))
"""


@pytest.mark.parametrize(("end", "status"), [("raise SystemExit(3)", 3), ("1 / 0", 1)])
def test_the_tables_follow_the_output(run, end, status):  # noqa: F811
    done = run(SCRIPT + end, options=["--explain"])
    assert done.returncode == status
    assert done.stdout.splitlines()[0] == "9.000"
    assert "4 steps in " in done.stderr
    assert "script.py:6" in done.stderr
    assert "first time" in done.stderr
    assert 'print("%.3f" % loss.numpy())' in done.stderr
    assert ("ZeroDivisionError" in done.stderr) == (status == 1)


def test_a_report_is_written_and_the_live_page_is_announced(run, tmp_path):  # noqa: F811
    done = run(SCRIPT, options=["--report", "out.html", "--live"])
    assert done.stderr.splitlines()[0].startswith(
        "tapeflow run: follow the training at http://127.0.0.1:"
    )
    report = tmp_path / "out.html"
    assert done.stderr.splitlines()[1:] == [f"tapeflow run: the report is in {report}"]
    assert "loss.numpy()" in report.read_text(encoding="utf-8")


def test_a_report_that_could_not_be_written_is_refused_before_training(capsys):
    assert main(["run", "--report", "missing/out.html", "script.py"]) == 2
    said = capsys.readouterr().err
    assert said == "tapeflow run: --report: there is no folder missing\n"
