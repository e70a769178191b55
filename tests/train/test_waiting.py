"""`tf.train.checkpoints_iterator` and `tf.train.Coordinator`."""

import threading

import pytest

import tapeflow as tf


def test_each_new_checkpoint_is_given_once(tmp_path):
    manager = tf.train.CheckpointManager(
        tf.train.Checkpoint(v=tf.Variable(1.0)), tmp_path, max_to_keep=None
    )
    asked = []
    found = []
    first = manager.save()
    for path in tf.train.checkpoints_iterator(
        str(tmp_path), timeout=0, timeout_fn=lambda: asked.append(1) or len(asked) > 1
    ):
        found.append(path)
        if len(found) == 1:
            second = manager.save()
    assert found == [first, second]
    assert len(asked) == 2


def test_what_a_thread_raises_is_raised_by_join():
    coordinator = tf.train.Coordinator()

    def fail():
        with coordinator.stop_on_exception():
            raise KeyError("mine")

    def wait():
        coordinator.wait_for_stop()

    threads = [threading.Thread(target=target) for target in (fail, wait)]
    for thread in threads:
        thread.start()
    with pytest.raises(KeyError, match="mine"):
        coordinator.join(threads)
    assert coordinator.should_stop()
    assert coordinator.joined
