import sys
from types import ModuleType

import pytest

import tapeflow.compat
from tapeflow.compat.finder import ROOTS


@pytest.fixture
def installed():
    tapeflow.compat.install()
    yield
    tapeflow.compat.uninstall()


@pytest.mark.usefixtures("installed")
def test_install_can_be_called_twice_and_undone():
    tapeflow.compat.install()
    import tensorflow as tf

    assert tf.Tensor is tapeflow.Tensor
    tapeflow.compat.uninstall()
    assert not set(ROOTS) & set(sys.modules)
    assert not [f for f in sys.meta_path if type(f).__module__.startswith("tapeflow")]


@pytest.mark.usefixtures("installed")
def test_a_name_is_looked_up_once():
    import tensorflow as tf

    assert "Variable" not in vars(tf)
    assert tf.Variable is tapeflow.Variable
    assert "Variable" in vars(tf)


@pytest.mark.usefixtures("installed")
def test_the_modules_of_tapeflow_keep_their_own_names():
    import tensorflow.keras.datasets

    assert tensorflow.keras.datasets.__name__ == "tensorflow.keras.datasets"
    assert tapeflow.keras.datasets.__name__ == "tapeflow.keras.datasets"
    assert tapeflow.keras.datasets.__spec__.name == "tapeflow.keras.datasets"


def test_a_tensorflow_that_is_imported_already_is_an_error(monkeypatch):
    monkeypatch.setitem(sys.modules, "tensorflow", ModuleType("tensorflow"))
    with pytest.raises(RuntimeError, match="call install\\(\\) first"):
        tapeflow.compat.install()
