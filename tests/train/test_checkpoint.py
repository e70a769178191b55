"""Checkpoints: saved, restored at once or when a variable turns up, kept by a manager, damaged."""

import os

import numpy as np
import pytest

import tapeflow as tf

DATA = os.path.join(os.path.dirname(__file__), "data")
x = tf.constant(np.random.default_rng(0).normal(size=(4, 3)).astype("float32"))


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.hidden = tf.keras.layers.Dense(5)
        self.rest = [tf.keras.layers.Dense(2)]

    def call(self, inputs):
        return self.rest[0](self.hidden(inputs))


def parts():
    net, optimizer = Net(), tf.keras.optimizers.Adam(0.1)
    return net, optimizer, tf.train.Checkpoint(step=tf.Variable(1), net=net, optimizer=optimizer)


def train(net, optimizer):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(net(x) ** 2)
    gradients = tape.gradient(loss, net.trainable_variables)
    optimizer.apply_gradients(zip(gradients, net.trainable_variables, strict=True))


def test_what_is_made_later_gets_its_saved_values(tmp_path):
    net, optimizer, checkpoint = parts()
    train(net, optimizer)
    path = checkpoint.save(tmp_path / "ckpt")
    assert path == str(tmp_path / "ckpt-1")
    train(net, optimizer)
    again, its_optimizer, other = parts()
    status = other.restore(path)
    with pytest.raises(AssertionError, match="net/hidden/kernel"):
        status.assert_consumed()
    train(again, its_optimizer)  # makes layers and slots: the second step
    status.assert_consumed()
    for a, b in zip(net.get_weights(), again.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    assert its_optimizer.iterations.numpy() == 2


def test_a_module_s_variables_and_shared_ones(tmp_path):
    class Late(tf.Module):
        def __call__(self):
            if not hasattr(self, "w"):
                self.w = tf.Variable([0.0, 0.0])
            return self.w

    late = Late()
    late().assign([1.0, 2.0])
    path = tf.train.Checkpoint(late=late, same=late).write(tmp_path / "c")
    assert [name for name, _ in tf.train.list_variables(path)] == [
        "late/w/.ATTRIBUTES/VARIABLE_VALUE"
    ]
    other = Late()
    status = tf.train.Checkpoint(late=other, same=other).read(path)
    np.testing.assert_array_equal(other(), [1.0, 2.0])
    status.assert_consumed()


def test_shapes_that_do_not_fit_change_nothing(tmp_path):
    path = tf.train.Checkpoint(a=tf.Variable(1.0), b=tf.Variable([1.0, 2.0])).write(tmp_path / "c")
    a, b = tf.Variable(5.0), tf.Variable([1.0, 2.0, 3.0])
    with pytest.raises(ValueError, match=r"(?s)\(3,\).*\(2,\)"):
        tf.train.Checkpoint(a=a, b=b).read(path)
    assert a.numpy() == 5.0


def test_a_real_tensorflow_checkpoint_is_read():
    path = os.path.join(DATA, "tensorflow-1")
    shapes = dict(tf.train.list_variables(path))
    assert shapes["net/hidden/_kernel/.ATTRIBUTES/VARIABLE_VALUE"] == [3, 5]
    numbers = [tf.Variable(np.zeros(3, kind)) for kind in ("int64", "uint8", "float16")]
    net, optimizer = Net(), tf.keras.optimizers.Adam(0.5)
    net(x)
    optimizer.build(net.hidden.trainable_variables)
    checkpoint = tf.train.Checkpoint(
        net=net, optimizer=optimizer, step=tf.Variable(0), numbers=numbers
    )
    status = checkpoint.restore(path)
    np.testing.assert_array_equal(net.hidden.kernel, np.arange(15.0).reshape(3, 5))
    np.testing.assert_array_equal(np.stack([n.numpy() for n in numbers]), [[0, 1, 2]] * 3)
    assert (checkpoint.step.numpy(), optimizer.learning_rate.numpy()) == (7, np.float32(0.1))
    with pytest.raises(AssertionError, match="net/rest/0/kernel"):
        status.assert_existing_objects_matched()


def test_a_manager_keeps_the_last_ones(tmp_path):
    step = tf.Variable(0)
    checkpoint = tf.train.Checkpoint(step=step)
    manager = tf.train.CheckpointManager(
        checkpoint, tmp_path, max_to_keep=2, step_counter=step, checkpoint_interval=2
    )
    assert manager.restore_or_initialize() is None
    saved = []
    for _ in range(6):
        step.assign_add(1)
        saved.append(manager.save())
    assert [path is None for path in saved] == [False, True, False, True, False, True]
    assert manager.checkpoints == saved[2::2] == [str(tmp_path / f"ckpt-{i}") for i in (2, 3)]
    assert sorted(p.name for p in tmp_path.glob("*.index")) == ["ckpt-2.index", "ckpt-3.index"]
    assert tf.train.latest_checkpoint(tmp_path) == saved[4]
    other = tf.Variable(0)
    again = tf.train.CheckpointManager(tf.train.Checkpoint(step=other), tmp_path, max_to_keep=2)
    assert again.checkpoints == manager.checkpoints
    assert again.restore_or_initialize() == saved[4]
    assert other.numpy() == 5
    assert again.save() == str(tmp_path / "ckpt-4")


def test_nothing_to_restore_and_damaged_files(tmp_path):
    checkpoint = tf.train.Checkpoint(v=tf.Variable(np.arange(1000.0)))
    checkpoint.restore(tf.train.latest_checkpoint(tmp_path)).assert_consumed()
    with pytest.raises(tf.errors.NotFoundError, match="ckpt-1"):
        checkpoint.restore(tmp_path / "ckpt-1")
    path = checkpoint.save(tmp_path / "ckpt")
    data = tmp_path / "ckpt-1.data-00000-of-00001"
    data.write_bytes(data.read_bytes()[:500])
    with pytest.raises(tf.errors.DataLossError, match="damaged"):
        checkpoint.restore(path)
    (tmp_path / "ckpt-1.index").write_bytes(b"\x00garbage")
    with pytest.raises(tf.errors.DataLossError, match="damaged"):
        checkpoint.restore(path)
    assert checkpoint.v.numpy()[-1] == 999.0


def test_what_holds_no_variables_is_refused():
    with pytest.raises(ValueError, match=r"(?s)step to be a trackable.*tf\.Variable\(3"):
        tf.train.Checkpoint(step=3)


def test_a_thread_writes_the_values_there_were(tmp_path):
    """Steps that follow at once, and give their memory back, do not get into the checkpoint."""
    values = np.arange(1 << 18, dtype=np.float32)
    variable, step = tf.Variable(values), tf.Variable(0)
    written = []
    options = tf.train.CheckpointOptions(
        enable_async=True, experimental_write_callbacks=[written.append]
    )
    manager = tf.train.CheckpointManager(
        tf.train.Checkpoint(v=variable, step=step), tmp_path, max_to_keep=3
    )
    for _ in range(6):
        variable.assign(variable + 1.0)
        step.assign_add(1)
        manager.save(options=options)
        for _ in range(3):
            variable.assign(variable * 1.0)
    manager.sync()
    assert manager.checkpoints == written[-3:]
    assert len(written) == 6
    for number, path in enumerate(manager.checkpoints, 4):
        manager.checkpoint.restore(path).assert_consumed()
        assert int(step) == number
        np.testing.assert_array_equal(variable, values + number)


def test_an_error_of_the_thread_is_raised_by_sync(tmp_path):
    (tmp_path / "no_folder").write_text("a file")
    checkpoint = tf.train.Checkpoint(v=tf.Variable(1.0))
    checkpoint.write(tmp_path / "no_folder/ckpt", tf.train.CheckpointOptions(enable_async=True))
    with pytest.raises(OSError, match="no_folder"):
        checkpoint.sync()
    with pytest.raises(NotImplementedError, match="experimental_skip_slot_variables"):
        tf.train.CheckpointOptions(experimental_skip_slot_variables=True)
