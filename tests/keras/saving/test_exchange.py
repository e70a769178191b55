"""Files that go between TapeFlow and real Keras, in both directions."""

import importlib.util
import json
import os
import subprocess
from pathlib import Path

import pytest

import tapeflow as tf

_PATH = Path(__file__).parent / "exchange.py"
_spec = importlib.util.spec_from_file_location("exchange", _PATH)
exchange = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(exchange)

# Largest seen: 4e-7 for layers; two optimizer steps more add roundings: 2e-6.
_FAR = 5e-6


def _too_far(differences):
    return {name: far for name, far in differences.items() if not far <= _FAR}


def test_what_keras_wrote_predicts_and_learns_the_same_here():
    assert _too_far(exchange.differences(tf.keras, exchange.DATA)) == {}


@pytest.mark.skipif(
    not Path(os.environ.get("TAPEFLOW_ORACLE", "")).is_file(), reason="needs real Keras"
)
def test_what_is_written_here_predicts_and_learns_the_same_in_keras(tmp_path):
    exchange.write(tf.keras, tmp_path)
    done = subprocess.run(
        [os.environ["TAPEFLOW_ORACLE"], str(_PATH), "check", str(tmp_path)],
        capture_output=True,
        text=True,
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONPATH": ""},
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert _too_far(json.loads(done.stdout.splitlines()[-1])) == {}
