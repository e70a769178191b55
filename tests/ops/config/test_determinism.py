"""The same training gives the same bits, whoever watches it and on however many cores."""

import os
import subprocess
import sys
import textwrap

import pytest

import tapeflow as tf
from tapeflow.engine.settings import settings
from tapeflow.ops.random import seeds

PROGRAM = textwrap.dedent(
    """
    import hashlib, os, sys
    import numpy as np
    import tapeflow as tf
    keras, layers = tf.keras, tf.keras.layers
    if sys.argv[1] == "deterministic":
        tf.config.experimental.enable_op_determinism()
    keras.utils.set_random_seed(1)
    rng = np.random.default_rng(0)
    x, y = rng.random((300, 8, 8, 3), np.float32), rng.integers(0, 5, 300)
    model = keras.Sequential([
        keras.Input((8, 8, 3)), layers.Conv2D(16, 3), layers.BatchNormalization(),
        layers.Flatten(), layers.Dropout(0.3), layers.Dense(200, "relu"), layers.Dense(5),
    ])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    watched = sys.argv[2] == "watched"
    model.compile("adam", loss, metrics=["accuracy"], steps_per_execution=3 if watched else 1)
    seen = keras.callbacks.LambdaCallback(on_train_batch_end=lambda batch, logs: None)
    history = model.fit(
        x, y, batch_size=32, epochs=3, verbose=2 * watched, callbacks=[seen] if watched else []
    )
    bits = b"".join(w.tobytes() for w in [*model.get_weights(), *model.optimizer.get_weights()])
    tasks = os.listdir("/proc/self/task")
    threads = [open(f"/proc/self/task/{task}/comm").read() for task in tasks]
    print(hashlib.sha256(bits).hexdigest(), history.history, file=sys.stderr)
    print(sum("XLAEigen" in name for name in threads))
    """
)


def run(*arguments):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={name: value for name, value in os.environ.items() if name != "PJRT_NPROC"},
    )
    assert done.returncode == 0, done.stderr
    return done.stderr.splitlines()[-1], int(done.stdout.splitlines()[-1])


@pytest.mark.skipif(not os.path.exists("/proc/self/task"), reason="counts Linux's threads")
def test_determinism_takes_one_thread_and_gives_the_same_bits_whoever_watches():
    quiet, threads = run("deterministic", "quiet")
    assert threads == 1  # XLA's own for the parts of a program
    assert run("deterministic", "watched") == (quiet, 1)


@pytest.mark.skipif(not os.environ.get("TAPEFLOW_TEST_ALL"), reason="takes minutes")
def test_a_seed_gives_the_same_bits_many_times_over_with_threads_too():
    assert len({run("threads", ("quiet", "watched")[i % 2])[0] for i in range(20)}) == 1


@pytest.mark.skipif(os.cpu_count() == 1 or "PJRT_NPROC" in os.environ, reason="has one thread")
def test_determinism_comes_too_late_after_the_first_op():
    (tf.constant([1.0]) + 1.0).numpy()
    try:
        with pytest.warns(RuntimeWarning, match="PJRT_NPROC=1"):
            tf.config.experimental.enable_op_determinism()
    finally:
        seeds.require_seed(False)
        settings.deterministic = False


def test_threads_are_settled_by_the_first_op():
    (tf.constant([1.0]) + 1.0).numpy()
    with pytest.raises(RuntimeError, match="after initialization"):
        tf.config.threading.set_intra_op_parallelism_threads(113)
