"""The tutorial's code blocks, as they are printed there, in order, by `tapeflow run`."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BLOCKS = ROOT / "tests" / "tutorial"
# Before the blocks, so that the test always trains the same model.
SEEDS = "import random, numpy; random.seed(0); numpy.random.seed(0)\n"
LINEAR = """\
[<tf.Variable 'linear/dense/kernel:0' shape=(3, 1) dtype=float32, numpy=
array([[nan],
       [nan],
       [nan]], dtype=float32)>, <tf.Variable 'linear/dense/bias:0' shape=(1,) dtype=float32, \
numpy=array([nan], dtype=float32)>]
"""


def run(tmp_path: Path, *names: str) -> str:
    script = tmp_path / "tutorial.py"
    script.write_text(
        SEEDS + "\n".join((BLOCKS / f"{name}.py").read_text(encoding="utf-8") for name in names),
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, "-m", "tapeflow", "run", str(script)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0
    # The linear model's subtraction, and nothing else.
    told, *explained, source = done.stderr.splitlines()
    assert re.fullmatch(r".*tutorial\.py:\d+: BroadcastWarning: tf\.math\.subtract: .*", told)
    assert "(2, 1) and (2,), which broadcast to (2, 2)" in explained[0]
    assert [line.split(":")[0].strip() for line in explained] == ["given", "expected", "fix"]
    assert source == "  loss = tf.reduce_sum(tf.square(y_pred - y))"
    return done.stdout


def test_the_linear_model_prints_what_the_tutorial_prints(tmp_path):
    # docs/tutorial.md says why it diverges.
    assert run(tmp_path, "in_01_my_model", "in_02_linear") == LINEAR


@pytest.mark.slow
def test_all_blocks_run_in_order_and_the_perceptron_learns(tmp_path):
    printed = run(
        tmp_path,
        "in_01_my_model",
        "in_02_linear",
        "in_16_mnist_loader",
        "in_26_mlp",
        "in_18_hyperparameters",
        "in_19_objects",
        "in_21_training",
        "in_21a_sparse_loss",
        "in_21b_one_hot_loss",
        "in_23_evaluation",
    )
    assert printed.startswith(LINEAR)
    # predict draws a progress bar, as in Keras 3; in the tutorial's release it did not.
    lines = printed[len(LINEAR) :].splitlines()
    *batches, last = (line for line in lines if "/step" not in line)
    found = [re.fullmatch(r"batch (\d+): loss (\d+\.\d{6})", line) for line in batches]
    assert None not in found, batches[found.index(None)]
    assert [int(match[1]) for match in found] == list(range(6000))
    assert sum(float(match[2]) for match in found[-500:]) / 500 < 0.1
    accuracy = re.fullmatch(r"test accuracy: (0\.\d{6})", last)
    assert 0.97 <= float(accuracy[1]) < 0.99
