"""The cost of calling a `tf.function`: a small function, and a training step beside its eager self.

The small function adds one to a scalar; it is called without looking at the result, and with, and
with a condition on the scalar, which the call itself looks at. The step is the tutorial's
multilayer perceptron on 50 rows, trained by Adam, whose loss is not read.
"""

from __future__ import annotations

import numpy as np

from benchmarks.measure import figure, interleave, main, ratio, table


def small(tf):
    function, x = tf.function(lambda x: x + 1.0), tf.constant(1.0)

    def run(steps):
        for _ in range(steps):
            result = function(x)
        result.numpy()

    return run


def read(tf):
    function, x = tf.function(lambda x: x + 1.0), tf.constant(1.0)

    def run(steps):
        for _ in range(steps):
            function(x).numpy()

    return run


def tested(tf):
    @tf.function
    def function(x):
        tf.debugging.assert_positive(x)
        return x + 1.0

    x = tf.constant(1.0)

    def run(steps):
        for _ in range(steps):
            function(x)

    return run


def training_step(tf, wrap):
    tf.keras.utils.set_random_seed(0)
    model = tf.keras.Sequential(
        [tf.keras.layers.Dense(100, activation="relu"), tf.keras.layers.Dense(10)]
    )
    optimizer = tf.keras.optimizers.Adam(0.001)
    losses = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(50, 784)).astype("float32"), rng.integers(0, 10, 50)

    def step(x, y):
        with tf.GradientTape() as tape:
            loss = losses(y, model(x))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
        return loss

    step = wrap(step)
    batch = tf.constant(x), tf.constant(y)

    def run(steps):
        for _ in range(steps):
            loss = step(*batch)
        loss.numpy()

    return run


def tapeflow_small():
    import tapeflow as tf

    return small(tf)


def tensorflow_small():
    import tensorflow as tf

    return small(tf)


def tapeflow_read():
    import tapeflow as tf

    return read(tf)


def tensorflow_read():
    import tensorflow as tf

    return read(tf)


def tapeflow_tested():
    import tapeflow as tf

    return tested(tf)


def tensorflow_tested():
    import tensorflow as tf

    return tested(tf)


def tapeflow_step():
    import tapeflow as tf

    return training_step(tf, tf.function)


def tapeflow_eager_step():
    import tapeflow as tf

    return training_step(tf, lambda step: step)


def tensorflow_step():
    import tensorflow as tf

    return training_step(tf, tf.function)


VARIANTS = {
    "TapeFlow, not looked at": ("this", tapeflow_small),
    "TensorFlow, not looked at": ("tensorflow", tensorflow_small),
    "TapeFlow, read": ("this", tapeflow_read),
    "TensorFlow, read": ("tensorflow", tensorflow_read),
    "TapeFlow, with a condition": ("this", tapeflow_tested),
    "TensorFlow, with a condition": ("tensorflow", tensorflow_tested),
    "TapeFlow step, tf.function": ("this", tapeflow_step),
    "TapeFlow step, eager": ("this", tapeflow_eager_step),
    "TensorFlow step, tf.function": ("tensorflow", tensorflow_step),
}


def measure(quick):
    steps, rounds = (100, 3) if quick else (500, 15)
    samples, _ = interleave("function_call", list(VARIANTS), steps, rounds, 1e6)
    figures = [
        figure(
            f"cost of a small function, {how}, to TensorFlow's",
            ratio(samples, f"TapeFlow, {how}", f"TensorFlow, {how}"),
            "at most",
            0.5,
        )
        for how in ("not looked at", "read", "with a condition")
    ]
    step = ratio(samples, "TapeFlow step, tf.function", "TapeFlow step, eager")
    figures.append(figure("a step as a function to the eager step", step, "at most", 1.1))
    return [table("A call", "µs", samples)], figures


if __name__ == "__main__":
    main(measure)
