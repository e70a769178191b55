"""TensorFlow's logger, and TensorFlow 1's names around it."""

import logging

import pytest

import tapeflow as tf


def test_verbosity_is_the_loggers_level():
    before = tf.get_logger().level
    try:
        tf.compat.v1.logging.set_verbosity(tf.compat.v1.logging.ERROR)
        assert tf.get_logger().level == logging.ERROR
        assert tf.compat.v1.logging.get_verbosity() == logging.ERROR
    finally:
        tf.get_logger().setLevel(before)


def test_messages_reach_the_logger(caplog):
    with caplog.at_level(logging.DEBUG, "tensorflow"):
        tf.compat.v1.logging.info("a %d", 1)
        tf.compat.v1.logging.warn("b")
    assert caplog.messages == ["a 1", "b"]


def test_eager_execution_can_be_enabled_but_not_disabled():
    tf.compat.v1.enable_eager_execution()
    assert tf.compat.v1.executing_eagerly()
    with pytest.raises(NotImplementedError, match=r"tf\.GradientTape"):
        tf.compat.v1.disable_eager_execution()
