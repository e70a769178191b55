"""What TensorFlow's answers do not show of the rewriting."""

import subprocess
import sys

import pytest

import tapeflow as tf
from tapeflow.ops.autograph import needs_rewriting


def _plain(x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.sin(x)
    return tape.gradient(y, x)


def _branching(x):
    return x if x > 0 else -x


def _failing(x):
    if x > 0.0:
        x = tf.matmul(x, x)
    return x


def test_only_control_flow_is_rewritten():
    assert not needs_rewriting(_plain)
    assert needs_rewriting(_branching)
    assert needs_rewriting(lambda x: float(x))


def test_the_library_is_not_imported_for_plain_functions():
    program = (
        "import sys, tapeflow as tf\n"
        "tf.function(lambda x: x + 1)(tf.constant(1))\n"
        "assert 'malt' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_a_helper_with_control_flow_is_found():
    @tf.function
    def outer(x):
        return _branching(x) + _branching(-x)

    assert outer(tf.constant(-2.0)).numpy() == 4.0


def test_an_error_names_the_users_line():
    with pytest.raises(tf.errors.InvalidArgumentError) as caught:
        tf.function(_failing)(tf.constant(1.0))
    (note,) = [text for text in caught.value.__notes__ if "user code" in text]
    assert __file__ in note
    assert "x = tf.matmul(x, x)" in note


def test_do_not_convert_leaves_a_function_to_python():
    with pytest.raises(TypeError):
        tf.function(tf.autograph.experimental.do_not_convert(_branching))(tf.constant(1.0))


def test_the_code_can_be_read():
    assert "if_exp" in tf.autograph.to_code(_branching)
