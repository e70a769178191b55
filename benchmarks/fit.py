"""`fit` of the MNIST perceptron, in microseconds per batch of 50.

From arrays, shuffled, and through tf.data (shuffle, batch, prefetch); epochs of 1,200 batches with
a metric, one `fit` of two epochs at a time, its bar off. Beside it Keras on TensorFlow, Keras on
JAX, and an epoch written by hand for JAX as one `lax.scan`. Then `predict`: of 100,000 rows, with
Keras's best batch size, and of one row at a time.
"""

from __future__ import annotations

import os
from functools import cache

import numpy as np

from benchmarks.measure import figure, interleave, main, ratio, table
from benchmarks.tutorial_loop import BATCH, RATE, Data

EPOCHS = 2


def make_model(keras):
    """A compiled perceptron."""
    layers = keras.layers
    model = keras.Sequential(
        [keras.Input((784,)), layers.Dense(100, "relu"), layers.Dense(10, "softmax")]
    )
    model.compile(
        keras.optimizers.Adam(RATE), "sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    return model


@cache
def samples(batches):
    """So many batches of pictures and labels, made once."""
    data = Data()
    return data.pictures.reshape(-1, 784)[: batches * BATCH], data.labels[: batches * BATCH]


def fit_arrays(keras):
    model = make_model(keras)

    def run(steps):
        x, y = samples(steps // EPOCHS)
        model.fit(x, y, batch_size=BATCH, epochs=EPOCHS, verbose=0)

    return run


def fit_data_set(tf):
    model = make_model(tf.keras)

    def run(steps):
        x, y = samples(steps // EPOCHS)
        batches = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(10000).batch(BATCH)
        model.fit(batches.prefetch(2), epochs=EPOCHS, verbose=0)

    return run


def predict_rows(keras, batch_size):
    model, rows = make_model(keras), np.random.default_rng(0).random((100_000, 784), np.float32)

    def run(steps):
        for _ in range(steps):
            model.predict(rows, batch_size=batch_size, verbose=0)

    return run


def predict_single(keras):
    model, row = make_model(keras), np.random.default_rng(0).random((1, 784), np.float32)

    def run(steps):
        for _ in range(steps):
            model.predict(row, verbose=0)

    return run


def tapeflow_arrays():
    import tapeflow as tf

    return fit_arrays(tf.keras)


def tapeflow_data_set():
    import tapeflow as tf

    return fit_data_set(tf)


def tapeflow_predict():
    import tapeflow as tf

    return predict_rows(tf.keras, None)


def tapeflow_single():
    import tapeflow as tf

    return predict_single(tf.keras)


def tensorflow_arrays():
    import tensorflow as tf

    return fit_arrays(tf.keras)


def tensorflow_data_set():
    import tensorflow as tf

    return fit_data_set(tf)


def tensorflow_predict(batch_size):
    def set_up():
        import tensorflow as tf

        return predict_rows(tf.keras, batch_size)

    return set_up


def tensorflow_single():
    import tensorflow as tf

    return predict_single(tf.keras)


def keras_on_jax():
    os.environ["KERAS_BACKEND"] = "jax"
    import keras

    return fit_arrays(keras)


def jax():
    import jax
    import jax.numpy as jnp

    keys = jax.random.split(jax.random.key(0), 2)
    glorot = jax.nn.initializers.glorot_uniform()
    params = {
        "kernel1": glorot(keys[0], (784, 100)), "bias1": jnp.zeros(100),
        "kernel2": glorot(keys[1], (100, 10)), "bias2": jnp.zeros(10),
    }  # fmt: skip

    def zeros():
        return jax.tree.map(jnp.zeros_like, params)

    state = (params, zeros(), zeros(), jnp.zeros(()))

    def loss_of(params, x, y):
        hidden = jax.nn.relu(x @ params["kernel1"] + params["bias1"])
        logits = hidden @ params["kernel2"] + params["bias2"]
        losses = -jnp.take_along_axis(jax.nn.log_softmax(logits), y[:, None], axis=1)
        return losses.mean(), (logits.argmax(-1) == y).sum()

    def epoch(state, images, labels, rows):
        def step(carry, row):
            (params, m, v, count), total, right = carry
            found, grads = jax.value_and_grad(loss_of, has_aux=True)(
                params, images[row], labels[row]
            )
            count = count + 1
            m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, grads)
            v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, v, grads)
            rate = RATE * jnp.sqrt(1 - 0.999**count) / (1 - 0.9**count)
            params = jax.tree.map(lambda p, m, v: p - rate * m / (jnp.sqrt(v) + 1e-7), params, m, v)
            return ((params, m, v, count), total + found[0], right + found[1]), None

        return jax.lax.scan(step, (state, 0.0, 0), rows)[0]

    epoch = jax.jit(epoch, donate_argnums=0)

    def run(steps):
        nonlocal state
        x, y = samples(steps // EPOCHS)
        images, labels = jnp.asarray(x), jnp.asarray(y)
        for _ in range(EPOCHS):
            rows = np.random.permutation(len(x)).reshape(-1, BATCH).astype(np.int32)
            state, total, _ = epoch(state, images, labels, rows)
            float(total)

    return run


STEPS = 2400
BATCH_SIZES = (1024, 8192, 32768)  # 32 takes six times as long
PREDICTS = {f"TensorFlow predict, batches of {n}": n for n in BATCH_SIZES}
VARIANTS = {
    "TapeFlow": ("this", tapeflow_arrays),
    "JAX, lax.scan by hand": ("this", jax),
    "Keras on JAX": ("keras_jax", keras_on_jax),
    "TensorFlow": ("tensorflow", tensorflow_arrays),
    "TapeFlow, tf.data": ("this", tapeflow_data_set),
    "TensorFlow, tf.data": ("tensorflow", tensorflow_data_set),
    "TapeFlow predict": ("this", tapeflow_predict),
    **{name: ("tensorflow", tensorflow_predict(size)) for name, size in PREDICTS.items()},
    "TapeFlow predict, one row": ("this", tapeflow_single),
    "TensorFlow predict, one row": ("tensorflow", tensorflow_single),
}


def measure(quick):
    fits = list(VARIANTS)[:6]
    times, _ = interleave("fit", fits, *((200, 2) if quick else (STEPS, 5)), 1e6)
    rounds = 2 if quick else 5
    predictions, _ = interleave("fit", ["TapeFlow predict", *PREDICTS], 1, rounds)
    singles, _ = interleave("fit", list(VARIANTS)[-2:], 10 if quick else 50, rounds, 1e6)
    best = min(PREDICTS, key=lambda name: min(predictions.get(name, [float("inf")])))
    figures = [
        figure("speed of fit, times Keras's on TensorFlow",
               ratio(times, "TensorFlow", "TapeFlow"), "at least", 8),
        figure("speed of fit, times Keras's on JAX",
               ratio(times, "Keras on JAX", "TapeFlow"), "at least", 4),
        figure("time of fit, times that of a lax.scan epoch written by hand",
               ratio(times, "TapeFlow", "JAX, lax.scan by hand"), "at most", 1.25),
        figure("speed of fit through tf.data, times TensorFlow's",
               ratio(times, "TensorFlow, tf.data", "TapeFlow, tf.data"), "at least", 3),
        figure("speed of predict of 100,000 rows, times that of TensorFlow's best batch size",
               ratio(predictions, best, "TapeFlow predict"), "at least", 1),
        figure("speed of predict of one row in a loop, times TensorFlow's",
               ratio(singles, *list(VARIANTS)[:-3:-1]), "at least", 20),
    ]  # fmt: skip
    return [
        table("One batch of fit", "µs", times),
        table("predict of 100,000 rows", "ms", predictions),
        table("predict of one row", "µs", singles),
    ], figures


if __name__ == "__main__":
    main(measure)
