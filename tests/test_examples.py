"""The examples run, and `make mnist` prints and draws what the README says."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.slow
def test_the_mnist_example_trains_and_draws(tmp_path):
    done = subprocess.run(
        [sys.executable, str(ROOT / "examples" / "mnist_mlp.py")],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "HOME": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    *epochs, picture, last = done.stdout.splitlines()
    assert len(epochs) == 5
    for line in epochs:
        assert re.fullmatch(r"epoch \d/5: loss 0\.\d{4}, \d+ steps/s", line)
    assert picture == f"picture: {tmp_path / 'mnist.png'}"
    accuracy = re.fullmatch(r"test accuracy: (0\.\d{4})", last)
    assert 0.97 <= float(accuracy[1]) < 0.99
    assert (tmp_path / "mnist.png").read_bytes().startswith(b"\x89PNG")
