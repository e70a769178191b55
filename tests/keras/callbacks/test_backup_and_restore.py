"""Training that was killed ends as if it had not been."""

import os
import subprocess
import sys
import textwrap
import time

import numpy as np
import pytest

import tapeflow as tf

keras = tf.keras


class Killed(Exception):
    pass


class Kill(keras.callbacks.Callback):
    def __init__(self, after):
        self.left = after

    def on_train_batch_end(self, batch, logs=None):
        self.left -= 1
        if self.left == 0:
            raise Killed


def train(folder, kill_after=None, save_freq=1, validate=False, shuffle=True):
    keras.utils.set_random_seed(5)
    model = keras.Sequential(
        [
            keras.Input((4,)),
            keras.layers.Dense(6, "relu"),
            keras.layers.Dropout(0.3),
            keras.layers.Dropout(0.3, seed=7),
            keras.layers.BatchNormalization(),
            keras.layers.Dense(1),
        ]
    )
    model.compile("adam", "mse", metrics=["mae"])
    x = np.random.default_rng(0).normal(size=(22, 4)).astype("float32")
    callbacks = [keras.callbacks.BackupAndRestore(folder, save_freq, delete_checkpoint=False)]
    callbacks.append(Kill(kill_after or 10**9))
    history = model.fit(
        x, x[:, :1], batch_size=4, epochs=3, verbose=0, callbacks=callbacks, shuffle=shuffle,
        validation_data=(x, x[:, :1]) if validate else None,
    )  # fmt: skip
    return [*model.get_weights(), *model.optimizer.get_weights()], history.history


@pytest.mark.parametrize(("save_freq", "kills"), [(1, (5, 6, 7)), (2, (12,)), ("epoch", (11,))])
def test_a_killed_run_ends_with_the_same_bits(tmp_path, save_freq, kills):
    whole, logs = train(tmp_path / "whole", save_freq=save_freq)
    for kill_after in kills:
        folder = tmp_path / str(kill_after)
        with pytest.raises(Killed):
            train(folder, kill_after, save_freq)
        again, rest = train(folder, save_freq=save_freq)
        for a, b in zip(whole, again, strict=True):
            np.testing.assert_array_equal(a, b)
        assert logs["loss"][-1] == rest["loss"][-1]


def test_killed_several_times(tmp_path):
    whole, _ = train(tmp_path / "whole", validate=True)
    for kill_after in (3, 4, 1, 2):
        with pytest.raises(Killed):
            train(tmp_path / "killed", kill_after, validate=True)
    again, _ = train(tmp_path / "killed", validate=True)
    for a, b in zip(whole, again, strict=True):
        np.testing.assert_array_equal(a, b)


def test_the_folder_is_deleted_at_the_end(tmp_path):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    backup = keras.callbacks.BackupAndRestore(tmp_path / "b")
    model.fit(np.ones((4, 2)), np.ones(4), verbose=0, callbacks=[backup])
    assert not (tmp_path / "b").exists()


def test_a_broken_file_is_replaced_by_the_one_before(tmp_path):
    def fit(epochs):
        model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
        model.compile("sgd", "mse")
        backup = keras.callbacks.BackupAndRestore(
            tmp_path, double_checkpoint=True, delete_checkpoint=False
        )
        history = model.fit(
            np.ones((4, 2)), np.ones(4), epochs=epochs, verbose=0, callbacks=[backup]
        )
        return history.epoch

    assert fit(2) == [0, 1]
    (tmp_path / "training_state.npz").write_bytes(b"broken")
    assert fit(3) == [1, 2]


def test_refusals():
    with pytest.raises(ValueError, match="backup_dir"):
        keras.callbacks.BackupAndRestore("")
    with pytest.raises(ValueError, match="save_freq"):
        keras.callbacks.BackupAndRestore("x", save_freq=1.5)
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    with pytest.raises(ValueError, match="must be built"):
        model.fit(
            np.ones((4, 2)), np.ones(4), verbose=0,
            callbacks=[keras.callbacks.BackupAndRestore("never")],
        )  # fmt: skip


def test_kill_minus_9_in_another_process(tmp_path):
    program = textwrap.dedent(
        f"""
        import os, sys
        import numpy as np
        import tapeflow as tf
        sys.path.insert(0, {str(tmp_path)!r})
        keras = tf.keras
        kill = int(sys.argv[2])
        class Kill(keras.callbacks.Callback):
            def on_epoch_end(self, epoch, logs=None):
                if epoch == kill:
                    os.kill(os.getpid(), 9)
        tf.config.experimental.enable_op_determinism()
        keras.utils.set_random_seed(1)
        layers = keras.layers
        model = keras.Sequential([keras.Input((3,)), layers.Dropout(0.2), layers.Dense(1)])
        model.compile("adam", "mse")
        x = np.random.default_rng(0).normal(size=(40, 3)).astype("float32")
        backup = keras.callbacks.BackupAndRestore(sys.argv[1], delete_checkpoint=False)
        model.fit(x, x[:, :1], batch_size=8, epochs=4, verbose=0, callbacks=[backup, Kill()])
        print(b"".join(w.tobytes() for w in model.get_weights()).hex())
        """
    )

    def run(folder, kill):
        return subprocess.run(
            [sys.executable, "-c", program, str(tmp_path / folder), str(kill)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    whole = run("whole", 99)
    assert whole.returncode == 0, whole.stderr
    assert run("killed", 1).returncode == -9
    assert run("killed", 99).stdout == whole.stdout


@pytest.mark.skipif(not os.environ.get("TAPEFLOW_TEST_ALL"), reason="takes minutes")
def test_fifty_kills_at_random_moments_lose_nothing(tmp_path):
    program = textwrap.dedent(
        """
        import sys
        import numpy as np
        import tapeflow as tf
        keras, layers = tf.keras, tf.keras.layers
        tf.config.experimental.enable_op_determinism()
        keras.utils.set_random_seed(1)
        model = keras.Sequential([keras.Input((3,)), layers.Dropout(0.2), layers.Dense(1)])
        model.compile("adam", "mse")
        x = np.random.default_rng(0).normal(size=(4000, 3)).astype("float32")
        backup = keras.callbacks.BackupAndRestore(sys.argv[1], delete_checkpoint=False)
        print("fitting", flush=True)
        model.fit(x, x[:, :1], batch_size=8, epochs=400, verbose=0, callbacks=[backup])
        print(b"".join(w.tobytes() for w in model.get_weights()).hex())
        """
    )

    def start(folder):
        command = [sys.executable, "-c", program, str(tmp_path / folder)]
        return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    whole = start("whole").communicate()[0].splitlines()[-1]
    rng = np.random.default_rng(0)
    for _ in range(50):
        process = start("killed")
        assert process.stdout.readline() == "fitting\n"
        time.sleep(rng.uniform(0, 0.9))
        process.kill()
        process.communicate()
    assert start("killed").communicate()[0].splitlines()[-1] == whole
