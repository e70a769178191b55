"""Files that go between TapeFlow and real Keras, in both directions, for all of the catalogue."""

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
models = exchange.exchange_models

# Relative to the largest number. Largest seen: 4e-7 for layers (recurrent ones), 7e-7 for two more
# steps of an optimizer (Muon's iterations; centered RMSprop), 2e-7 for most.
_FAR = 1e-6
ALL = os.environ.get("TAPEFLOW_TEST_ALL") == "1"
OPTIMIZERS = (
    None
    if ALL
    else ["SGD", "Adam_amsgrad", "Nadam", "Muon", "LossScaleOptimizer", "MultiOptimizer"]
)


def _too_far(differences):
    return {name: far for name, far in differences.items() if not far <= _FAR and _agrees(name)}


def _agrees(name):
    """Keras 3.15 on TensorFlow makes other steps of ScheduleFreeAdamW; its state comes back."""
    return not name.startswith("ScheduleFreeAdamW/")


def test_every_layer_and_optimizer_is_in_the_tables():
    layers = tf.keras.layers
    classes = {
        name
        for name in dir(layers)
        if name[0].isupper() and isinstance(getattr(layers, name), type)
    }
    known = {layer.__name__ for layer in models.layers_in(tf.keras)}
    missing = {name for name in classes if getattr(layers, name).__name__ not in known}
    assert missing - set(models.LEFT_OUT) == set(), "add a branch to exchange_models.py"
    classes = {type(optimizer) for optimizer in models.optimizers(tf.keras).values()}
    bases = {"Optimizer", "OptimizerMap"}
    assert {
        name
        for name, value in vars(tf.keras.optimizers).items()
        if name[0].isupper() and name not in bases and value not in classes
    } == set(), "add it to exchange_models.py"


@pytest.mark.parametrize("group", models.GROUPS)
def test_what_keras_wrote_predicts_the_same_here(group):
    assert _too_far(exchange.differences(tf.keras, exchange.DATA, [group], [])) == {}


def test_what_keras_trained_learns_on_here():
    assert _too_far(exchange.differences(tf.keras, exchange.DATA, [], OPTIMIZERS)) == {}


@pytest.mark.skipif(
    not Path(os.environ.get("TAPEFLOW_ORACLE", "")).is_file(), reason="needs real Keras"
)
def test_what_is_written_here_predicts_and_learns_the_same_in_keras(tmp_path):
    exchange.write(tf.keras, tmp_path, optimizers=OPTIMIZERS)
    (tmp_path / "done.json").write_text(json.dumps({"optimizers": OPTIMIZERS}))
    done = subprocess.run(
        [os.environ["TAPEFLOW_ORACLE"], str(_PATH), "check", str(tmp_path)],
        capture_output=True,
        text=True,
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONPATH": ""},
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert _too_far(json.loads(done.stdout.splitlines()[-1])) == {}
