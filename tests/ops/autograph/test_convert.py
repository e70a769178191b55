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


def _thirds(n):
    array = tf.TensorArray(tf.int32, size=0, dynamic_size=True)
    for i in tf.range(n):
        if i % 3 == 0:
            array = array.write(array.size(), i)
    return array.stack()


def _doubled(x):
    array, i = tf.TensorArray(tf.float32, size=3, dynamic_size=True), tf.constant(0)
    while tf.reduce_sum(x) < 100.0:
        array = array.write(i, x)
        x, i = x * 2.0, i + 1
    return array.stack()


def test_an_array_may_grow_where_only_a_run_tells_how_far():
    assert tf.function(_thirds)(tf.constant(8)).numpy().tolist() == [0, 3, 6]
    x = tf.constant([1.0, 2.0])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.function(_doubled)(x)
    assert y[:, 0].numpy().tolist() == [1.0, 2.0, 4.0, 8.0, 16.0, 32.0]
    assert tape.gradient(y, x).numpy().tolist() == [63.0, 63.0]
