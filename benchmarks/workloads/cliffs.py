"""What makes lazily compiled systems stumble: seconds of whole loops, and what was compiled.

Each loop runs from its first step, with an empty cache: a batch size that varies between 17 and 32,
a sequence that grows by one at every step, batches of texts of 8 to 60 words (attention, layer
normalization, the next word's loss), two models in turn, and 1000 steps that nobody looks at.
Beside the seconds: how often XLA compiled, or tf.function traced, and the peak of resident memory.
"""

from __future__ import annotations

import time
from functools import partial

import numpy as np

from benchmarks.measure import ask, figure, main, table
from benchmarks.worker import peak

EVENT = "/jax/core/compile/backend_compile_duration"
LIMITS = {
    "a varying batch size": 40,
    "a growing sequence": 100,
    "texts of varying length": 40,
    "two models in turn": 12,
    "a loop that nobody looks at": 12,
}


def loops(name, how, quick):
    """Seconds and compilations (or tf.function's traces) of each loop, and the peak of memory."""
    compiled, functions = [0], []
    if name == "tapeflow":
        import jax

        def listen(event, seconds, **_):
            compiled[0] += event == EVENT

        jax.monitoring.register_event_duration_secs_listener(listen)
    tf, rng = __import__(name), np.random.default_rng(0)
    share = 10 if quick else 1

    def made(step):
        if how != "function":
            return step
        functions.append(tf.function(step))
        return functions[-1]

    def count():
        return compiled[0] + sum(f.experimental_get_tracing_count() for f in functions)

    def trainer(units):
        model = tf.keras.Sequential(
            [tf.keras.layers.Dense(units, "relu"), tf.keras.layers.Dense(1)]
        )
        model.build((None, 20))
        optimizer = tf.keras.optimizers.Adam(0.001)
        optimizer.build(model.trainable_variables)

        def step(x, y):
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean(tf.square(model(x) - y))
            variables = model.trainable_variables
            optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables, strict=True))
            return loss

        return made(step)

    def batch(size):
        return rng.random((size, 20), np.float32), rng.random((size, 1), np.float32)

    def varying():
        step = trainer(32)
        for _ in range(150 // share):
            float(step(*batch(int(rng.integers(17, 33)))))

    def growing():
        table = tf.Variable(rng.random((50, 32), np.float32))
        kernel = tf.Variable(rng.random((32, 50), np.float32))
        optimizer, ids = tf.keras.optimizers.Adam(0.001), [1, 2]
        optimizer.build([table, kernel])

        def step(ids):
            with tf.GradientTape() as tape:
                seen = tf.reduce_mean(tf.gather(table, ids), axis=0)
                logits = tf.matmul(seen[None], kernel)
                loss = tf.reduce_mean(tf.square(logits))
            grads = tape.gradient(loss, [table, kernel])
            optimizer.apply_gradients(zip(grads, [table, kernel], strict=True))
            return tf.argmax(logits[0])

        step = made(step)
        for _ in range(60 // share):
            ids.append(int(step(np.array(ids, np.int32)).numpy()))

    def texts():
        words = tf.keras.Input((None,), dtype="int32")
        embedded = tf.keras.layers.Embedding(200, 64)(words)
        seen = tf.keras.layers.MultiHeadAttention(4, 16)(embedded, embedded, use_causal_mask=True)
        normal = tf.keras.layers.LayerNormalization()(embedded + seen)
        model = tf.keras.Model(words, tf.keras.layers.Dense(200)(normal))
        crossentropy = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        optimizer = tf.keras.optimizers.Adam(0.001)
        optimizer.build(model.trainable_variables)

        def step(words):
            with tf.GradientTape() as tape:
                loss = crossentropy(words[:, 1:], model(words[:, :-1], training=True))
            variables = model.trainable_variables
            optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables, strict=True))
            return loss

        step = made(step)
        for _ in range(100 // share):
            float(step(rng.integers(0, 200, (16, int(rng.integers(8, 60))), np.int32)))

    def alternating():
        first, second = trainer(32), trainer(48)
        for _ in range(150 // share):
            float(first(*batch(32)))
            float(second(*batch(32)))

    def unobserved():
        step = trainer(32)
        for _ in range(1000 // share):
            loss = step(*batch(32))
        float(loss)

    found = {}
    for what, loop in zip(LIMITS, (varying, growing, texts, alternating, unobserved), strict=True):
        before, start = count(), time.perf_counter()
        loop()
        found[what] = time.perf_counter() - start, count() - before
    return [found, peak()]  # a list is an answer, a tuple would be a loop and its facts


VARIANTS = {
    "TapeFlow": ("this", partial(loops, "tapeflow", "eager")),
    "TensorFlow eager": ("tensorflow", partial(loops, "tensorflow", "eager")),
    "TensorFlow tf.function": ("tensorflow", partial(loops, "tensorflow", "function")),
}
COUNTED = {"TapeFlow": "XLA's compilations", "TensorFlow tf.function": "tf.function's traces"}


def measure(quick):
    answers = {name: ask("workloads.cliffs", name, quick, TAPEFLOW_CACHE="0") for name in VARIANTS}
    found = {name: times for name, (times, _) in answers.items()}
    tables = [
        table(what, "s", {name: [times[what][0]] for name, times in found.items()})
        for what in LIMITS
    ]
    tables += [
        table(what, "count", {counted: [found[name][what][1]] for name, counted in COUNTED.items()})
        for what in LIMITS
    ]
    peaks = {name: [megabytes] for name, (_, megabytes) in answers.items()}
    tables.append(table("Peak resident memory", "MB", peaks))
    counts = {what: count for what, (_, count) in found["TapeFlow"].items()}
    figures = [
        figure(f"compilations by {what}", counts[what], "at most", limit)
        for what, limit in LIMITS.items()
    ]
    figures += [
        figure(f"seconds of {what}, times tf.function's",
               found["TapeFlow"][what][0] / found["TensorFlow tf.function"][what][0], "at most", 1)
        for what in LIMITS
    ]  # fmt: skip
    figures.append(
        figure("peak resident memory, times that of TensorFlow's",
               peaks["TapeFlow"][0] / peaks["TensorFlow eager"][0], "at most", 1)
    )  # fmt: skip
    return tables, figures


if __name__ == "__main__":
    main(measure)
