"""Devices: asked for without starting them, and configured before the start only."""

import subprocess
import sys

import pytest

import tapeflow as tf
from tapeflow.engine.settings import settings


def _in_a_new_process(program):
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_importing_and_listing_start_nothing_and_print_nothing():
    words = _in_a_new_process(
        "import tapeflow as tf\n"
        "tf.config.list_physical_devices()\n"
        "from jax._src import xla_bridge\n"
        "print(xla_bridge.backends_are_initialized())\n"
    )
    assert words == ["False"]


def test_a_cpu_can_be_several_devices():
    words = _in_a_new_process(
        "import tapeflow as tf\n"
        "cpu = tf.config.list_physical_devices('CPU')[0]\n"
        "part = tf.config.LogicalDeviceConfiguration()\n"
        "tf.config.set_logical_device_configuration(cpu, [part, part, part])\n"
        "print(len(tf.config.list_logical_devices('CPU')), float(tf.reduce_sum(tf.ones([4]))))\n"
        "print(len(tf.config.get_logical_device_configuration(cpu)))\n"
    )
    assert words == ["3", "4.0", "3"]


def test_after_the_first_program_it_is_too_late():
    float(tf.constant(1.0) + 1.0)
    cpu = tf.config.list_physical_devices("CPU")[0]
    with pytest.raises(RuntimeError, match="cannot be modified after being initialized"):
        tf.config.set_logical_device_configuration(
            cpu, [tf.config.LogicalDeviceConfiguration()] * 2
        )


def test_memory_is_reported():
    assert set(tf.config.experimental.get_memory_info("CPU:0")) == {"current", "peak"}
    with pytest.raises(ValueError, match="GPU:99"):
        tf.config.experimental.get_memory_info("GPU:99")


def test_unknown_devices_are_refused():
    stranger = tf.config.PhysicalDevice("/physical_device:CPU:9", "CPU")
    with pytest.raises(ValueError, match="Unrecognized"):
        tf.config.set_visible_devices([stranger])
    with pytest.raises(ValueError, match="Unrecognized"):
        tf.config.set_logical_device_configuration(stranger, [])


def test_op_by_op_holds_inside_a_block_or_until_taken_back():
    with tf.config.run_op_by_op():
        assert settings.op_by_op
        assert float(tf.constant(1.0) + 1.0) == 2.0
    assert not settings.op_by_op
    tf.config.run_op_by_op(True)
    assert settings.op_by_op
    tf.config.run_op_by_op(False)
    assert not settings.op_by_op


def test_kept_settings_are_given_back():
    tf.config.threading.set_inter_op_parallelism_threads(3)
    assert tf.config.threading.get_inter_op_parallelism_threads() == 3
    tf.config.threading.set_inter_op_parallelism_threads(0)
    tf.config.optimizer.set_experimental_options({"constant_folding": True})
    assert tf.config.optimizer.get_experimental_options()["constant_folding"]
