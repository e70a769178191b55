"""How often XLA compiles when something changes that must not matter.

After a warm-up the tutorial's loop goes on with a learning rate that changes at every step, with
the loop's counter used in arithmetic, and with a last batch of another size.
"""

from __future__ import annotations

import numpy as np

from benchmarks.measure import ask, figure, main, table
from benchmarks.tutorial_loop import make_model

EVENT = "/jax/core/compile/backend_compile_duration"


def counts(steps):
    """Compilations by XLA in each of the situations."""
    import jax

    import tapeflow as tf

    compiled = [0]

    def listen(name, seconds, **_):
        compiled[0] += name == EVENT

    jax.monitoring.register_event_duration_secs_listener(listen)
    model, rng = make_model(tf), np.random.default_rng(0)
    optimizer = tf.keras.optimizers.Adam(learning_rate=0.001)

    def step(factor=1.0, batch=50, inside=True):
        X = rng.random((batch, 28, 28, 1), np.float32)
        y = rng.integers(0, 10, batch).astype(np.int32)
        with tf.GradientTape() as tape:
            losses = tf.keras.losses.sparse_categorical_crossentropy(y_true=y, y_pred=model(X))
            loss = tf.reduce_mean(losses) * factor
            if inside:
                loss.numpy()
        grads = tape.gradient(loss, model.variables)
        optimizer.apply_gradients(zip(grads, model.variables, strict=True))
        loss.numpy()

    def during(action):
        before = compiled[0]
        action()
        return compiled[0] - before

    def change_rate():
        for i in range(steps):
            optimizer.learning_rate = 0.001 * 0.99**i
            step()

    def use_counter():
        for i in range(2, steps):
            step(factor=1.0 / i)

    def rest():
        for _ in range(5):
            step()

    results = {"the first five steps": during(rest)}
    results["a learning rate that changes"] = during(change_rate)
    results["a loop counter in arithmetic"] = during(use_counter)
    results["a last batch of another size"] = during(lambda: step(batch=37))
    results["that size once more"] = during(lambda: step(batch=37))
    results["the usual size again"] = during(rest)
    during(lambda: [step(inside=False) for _ in range(5)])
    results["another size, the loss read after the tape"] = during(
        lambda: step(batch=29, inside=False)
    )
    return results


VARIANTS = {"counts": ("this", counts)}


def measure(quick):
    found = ask("compiles", "counts", 10 if quick else 50, TAPEFLOW_CACHE="0")
    limits = {
        "a learning rate that changes": 0,
        "a loop counter in arithmetic": 0,
        # Forward and backward together; the update does not depend on the batch's size.
        "a last batch of another size": 1,
        "another size, the loss read after the tape": 1,
        "the usual size again": 0,
    }
    figures = [
        figure(f"compiles by {name}", found[name], "at most", n) for name, n in limits.items()
    ]
    return [table("Compilations", "count", {k: [v] for k, v in found.items()})], figures


if __name__ == "__main__":
    main(measure)
