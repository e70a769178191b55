"""Options that a JAX release doesn't know are left out."""

import numpy as np
import pytest

import tapeflow as tf
from tapeflow.engine import compile_policy, program
from tapeflow.engine.settings import settings

UNKNOWN = "xla_cpu_no_such_option"


@pytest.fixture
def unknown(monkeypatch):
    for options in (compile_policy.USUAL, compile_policy.UNROLLED, compile_policy.PASSING):
        monkeypatch.setitem(options, UNKNOWN, True)
    program.forget_all()
    yield
    assert UNKNOWN not in compile_policy.USUAL
    for options in (compile_policy.USUAL, compile_policy.UNROLLED, compile_policy.PASSING):
        options.setdefault(UNKNOWN, True)  # for monkeypatch to take away


def slope(power):
    x = tf.Variable(np.arange(1.0, 4.0, dtype=np.float32))
    with tf.GradientTape() as tape:
        y = tf.reduce_sum(tf.pow(x, power))
        value = float(y)
    return value, tape.gradient(y, x).numpy()


def test_in_whole_programs(unknown):
    for _ in range(2):  # the second time it is compiled as a whole
        value, slopes = slope(3.0)
    assert value == 36.0
    np.testing.assert_allclose(slopes, [3.0, 12.0, 27.0], rtol=1e-6)


def test_op_by_op(unknown, monkeypatch):
    monkeypatch.setattr(settings, "op_by_op", True)
    value, slopes = slope(2.5)
    np.testing.assert_allclose(value, np.sum(np.arange(1.0, 4.0) ** 2.5), rtol=1e-6)
    np.testing.assert_allclose(slopes, 2.5 * np.arange(1.0, 4.0) ** 1.5, rtol=1e-6)
