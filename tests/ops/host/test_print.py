"""Where `tf.print` writes, and when."""

import logging
import sys

import pytest

import tapeflow as tf


def test_standard_error_by_default(capsys):
    tf.print("loss:", tf.constant(0.5))
    assert capsys.readouterr().err == "loss: 0.5\n"


def test_standard_output_if_asked(capsys):
    tf.print(tf.range(8), output_stream=sys.stdout, summarize=2, end="")
    assert capsys.readouterr().out == "[0 1 ... 6 7]"


def test_a_file_is_appended_to(tmp_path):
    for number in range(2):
        tf.print(number, output_stream=f"file://{tmp_path}/log")
    assert (tmp_path / "log").read_text() == "0\n1\n"


def test_a_logging_function(caplog):
    with caplog.at_level(logging.INFO, "tensorflow"):
        tf.print("a", tf.constant([1, 2]), output_stream=tf.get_logger().info)
    assert caplog.messages == ["a [1 2]"]


def test_anything_else_is_refused():
    with pytest.raises(ValueError, match=r"sys\.stderr"):
        tf.print("x", output_stream=3)


def test_scopes_nest_and_end():
    with tf.name_scope("a"), tf.name_scope("b") as inner:
        assert inner == "a/b/"
    with tf.name_scope("c") as after:
        assert after == "c/"
    with pytest.raises(ValueError, match="valid scope name"):
        tf.name_scope("a b")


def test_device_names_are_looked_at():
    with tf.device("/GPU:0"), tf.device(tf.config.list_logical_devices("CPU")[0]):
        assert int(tf.constant(1) + 1) == 2
    with pytest.raises(ValueError, match="device's name"):
        tf.device("/CPU:0:1")
    with pytest.raises(RuntimeError, match="functions"):
        tf.device(lambda op: "/CPU:0")


def test_group_refuses_unknown_keywords():
    with pytest.raises(ValueError, match="color"):
        tf.group(color=1)
