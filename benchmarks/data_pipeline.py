"""MNIST through tf.data into a training loop, in milliseconds per step.

Pictures and labels as large as MNIST's, `from_tensor_slices`, `shuffle(10000)`, `batch(50)`,
`prefetch(AUTOTUNE)`, and for each batch the tutorial's perceptron (784-100-10) trained by Adam, its
loss not read. Both as written, and TensorFlow also with the step in a tf.function. The second
table is the reading alone, the third with a function mapped over the pictures before batching.
"""

from __future__ import annotations

import numpy as np

from benchmarks.measure import figure, interleave, main, ratio, table
from benchmarks.tutorial_loop import BATCH, RATE, Data, make_model


def batches(tf, mapped=False):
    """An endless pipeline."""
    data = Data()
    pictures = (data.pictures * 255).astype(np.uint8) if mapped else data.pictures
    dataset = tf.data.Dataset.from_tensor_slices((pictures, data.labels)).repeat().shuffle(10000)
    if mapped:
        dataset = dataset.map(lambda x, y: (tf.cast(x, tf.float32) / 255.0, y))
    return dataset.batch(BATCH).prefetch(tf.data.AUTOTUNE)


def training(tf, function):
    """A run of training steps on the pipeline's batches."""
    model, optimizer = make_model(tf), tf.keras.optimizers.Adam(learning_rate=RATE)
    iterator = iter(batches(tf))

    def train(X, y):
        with tf.GradientTape() as tape:
            loss = tf.keras.losses.sparse_categorical_crossentropy(y_true=y, y_pred=model(X))
            loss = tf.reduce_mean(loss)
        grads = tape.gradient(loss, model.variables)
        optimizer.apply_gradients(grads_and_vars=zip(grads, model.variables, strict=True))
        return loss

    step = tf.function(train) if function else train

    def run(steps):
        for _ in range(steps):
            loss = step(*next(iterator))
        float(loss)

    return run


def reading(tf, mapped=False):
    """A run that only reads."""
    iterator = iter(batches(tf, mapped))

    def run(steps):
        for _ in range(steps):
            X, _ = next(iterator)
        X.numpy()

    return run


def tapeflow():
    import tapeflow as tf

    return training(tf, False)


def tensorflow():
    import tensorflow as tf

    return training(tf, False)


def tensorflow_function():
    import tensorflow as tf

    return training(tf, True)


def tapeflow_reading():
    import tapeflow as tf

    return reading(tf)


def tensorflow_reading():
    import tensorflow as tf

    return reading(tf)


def tapeflow_mapped():
    import tapeflow as tf

    return reading(tf, True)


def tensorflow_mapped():
    import tensorflow as tf

    return reading(tf, True)


VARIANTS = {
    "TapeFlow": ("this", tapeflow),
    "TensorFlow eager": ("tensorflow", tensorflow),
    "TensorFlow tf.function": ("tensorflow", tensorflow_function),
    "TapeFlow, reading": ("this", tapeflow_reading),
    "TensorFlow, reading": ("tensorflow", tensorflow_reading),
    "TapeFlow, mapped": ("this", tapeflow_mapped),
    "TensorFlow, mapped": ("tensorflow", tensorflow_mapped),
}


def measure(quick):
    names, rounds = list(VARIANTS), (20, 2) if quick else (300, 11)
    samples, _ = interleave("data_pipeline", names[:3], *rounds)
    reads, _ = interleave("data_pipeline", names[3:5], *rounds)
    maps, _ = interleave("data_pipeline", names[5:], *rounds)
    figures = [
        figure("training steps per second, times TensorFlow eager's",
               ratio(samples, "TensorFlow eager", "TapeFlow"), "at least", 3),
        figure("training steps per second, times tf.function's",
               ratio(samples, "TensorFlow tf.function", "TapeFlow"), "at least", 1),
        figure("batches read per second, times TensorFlow's",
               ratio(reads, "TensorFlow, reading", "TapeFlow, reading"), "at least", 3),
        figure("batches mapped and read per second, times TensorFlow's",
               ratio(maps, "TensorFlow, mapped", "TapeFlow, mapped"), "at least", 3),
    ]  # fmt: skip
    tables = [
        table("Reading and training", "ms", samples),
        table("Reading", "ms", reads),
        table("Mapping and reading", "ms", maps),
    ]
    return tables, figures


if __name__ == "__main__":
    main(measure)
