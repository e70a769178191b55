import threading

import numpy as np

import tapeflow as tf


def train(seed, steps=30):
    rng = np.random.default_rng(seed)
    w = tf.Variable(rng.normal(size=(5, 3)).astype("float32"))
    for _ in range(steps):
        x = rng.normal(size=(7, 5)).astype("float32")
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((tf.constant(x) @ w) ** 2)
            if seed % 2:
                loss.numpy()
        w.assign_sub(tape.gradient(loss, w) * 0.1)
    return w.numpy()


def test_eight_trainings_at_once_equal_eight_in_sequence():
    expected = [train(seed) for seed in range(8)]
    results = [None] * 8
    errors = []

    def work(seed):
        try:
            results[seed] = train(seed)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    for result, value in zip(results, expected, strict=True):
        # Sums in another order on other threads: a few roundings of values near 0.1.
        np.testing.assert_allclose(result, value, rtol=1e-6, atol=1e-7)


def test_a_pending_tensor_used_in_another_thread_runs_its_own_trace():
    pending = tf.constant([1.0, 2.0]) * 3.0
    assert pending._value is None
    results = []

    def use():
        results.append((pending + 1.0).numpy())

    thread = threading.Thread(target=use)
    thread.start()
    thread.join()
    np.testing.assert_array_equal(results[0], [4.0, 7.0])
    np.testing.assert_array_equal((pending * 2.0).numpy(), [6.0, 12.0])


def test_many_threads_read_one_pending_tensor():
    for _ in range(20):
        pending = tf.constant([1.0]) * 2.0
        results = []
        threads = [
            threading.Thread(target=lambda p=pending, r=results: r.append(float((p + 1.0)[0])))
            for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        extra = float((pending * 5.0)[0])
        for thread in threads:
            thread.join()
        assert extra == 10.0
        assert results == [3.0] * 8


def test_tapes_are_their_threads_own():
    x = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        other = []
        thread = threading.Thread(target=lambda: other.append(x * x))
        thread.start()
        thread.join()
        y = x * 3.0
    assert tape.gradient(y, x).numpy() == 3.0
    assert other[0].numpy() == 4.0
