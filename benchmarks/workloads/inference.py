"""Inference with the tutorial's convolutional network: one sample, and many at once.

The latency of one picture, result read, in microseconds, and the time of 1024 of them in
milliseconds. Keras's `predict` is beside; it is meant for many. The probabilities are compared.
"""

from __future__ import annotations

import os
from functools import partial

import numpy as np

from benchmarks.measure import figure, interleave, main, table, timed_rounds
from benchmarks.workloads import cnn, contest
from benchmarks.workloads.weights import give_keras, give_torch

MANY = 1024
CALLS = "one picture", "1024 pictures"


def pictures(call):
    return np.random.default_rng(0).random((1 if call == CALLS[0] else MANY, 28, 28, 1), np.float32)


def running(answer, x):
    def run(steps):
        for _ in range(steps):
            answer(x)

    return run, {"answer": np.asarray(answer(x)).tolist()}


def keras(name, how, call):
    tf, x = __import__(name), pictures(call)
    model = cnn.model(tf.keras)
    model(x)
    give_keras(model.trainable_variables, cnn.weights())
    if how == "predict":
        return running(lambda x: model.predict(x, batch_size=MANY, verbose=0), x)
    called = tf.function(model) if how == "function" else model
    return running(lambda x: called(x).numpy(), x)


def jax(call):
    import jax
    import jax.numpy as jnp

    from benchmarks.workloads.jax_layers import TUNED as nn

    params = [jnp.asarray(array) for array in cnn.weights()]

    def answer(_, x, params):
        k1, b1, k2, b2, k3, b3, k4, b4 = params
        x = nn.max_pool(jax.nn.relu(nn.conv(x, k1) + b1))
        x = nn.max_pool(jax.nn.relu(nn.conv(x, k2) + b2))
        x = jax.nn.relu(nn.dense(x.reshape(x.shape[0], -1), k3, b3))
        return jax.nn.softmax(nn.dense(x, k4, b4))

    answer = nn.jit(answer)
    return running(lambda x: np.asarray(answer((), x, params)), pictures(call))


def torch(call):
    import torch

    torch.set_num_threads(len(os.sched_getaffinity(0)))
    model = cnn.torch_model().eval()
    give_torch(list(model.parameters()), cnn.weights())
    model = model.to(memory_format=torch.channels_last)

    @torch.inference_mode()
    def answer(x):
        return model(torch.from_numpy(x).permute(0, 3, 1, 2)).softmax(-1).numpy()

    return running(answer, pictures(call))


MAKERS = {
    "TapeFlow": ("this", partial(keras, "tapeflow", "call")),
    "JAX by hand, our formulations": ("this", jax),
    "TensorFlow eager": ("tensorflow", partial(keras, "tensorflow", "call")),
    "TensorFlow tf.function": ("tensorflow", partial(keras, "tensorflow", "function")),
    "PyTorch eager": ("torch", torch),
    "TapeFlow predict": ("this", partial(keras, "tapeflow", "predict")),
    "TensorFlow predict": ("tensorflow", partial(keras, "tensorflow", "predict")),
}
VARIANTS = {
    f"{name}, {call}": (framework, partial(make, call))
    for call in CALLS
    for name, (framework, make) in MAKERS.items()
}


def measure(quick):
    tables, figures = [], []
    for call, unit, scale in zip(CALLS, ("µs", "ms"), (1e6, 1e3), strict=True):
        rounds = (2, 2) if quick else timed_rounds(contest.SECONDS / 2, contest.ROUNDS)
        names = [f"{name}, {call}" for name in MAKERS]
        found, facts = interleave("workloads.inference", names, *rounds, scale)
        samples = {name.removesuffix(f", {call}"): values for name, values in found.items()}
        title = call[0].upper() + call[1:]
        tables.append(table(title, unit, samples))
        peaks = {name: [facts[f"{name}, {call}"]["peak"]] for name in samples}
        tables.append(table(f"{title}: peak resident memory", "MB", peaks))
        answers = np.array([fact["answer"] for fact in facts.values()])
        best = {name: float(np.median(values)) for name, values in samples.items()}
        peers = [name for name in best if name.startswith(contest.PEERS)]
        fastest = min(peers, key=lambda name: best[name])
        figures += [
            figure(f"speed with {call}, times that of the fastest peer ({fastest})",
                   best[fastest] / best["TapeFlow"], "at least", 1),
            figure(f"time with {call}, times that of JAX by hand",
                   best["TapeFlow"] / best["JAX by hand, our formulations"], "at most", 1.2),
            figure(f"largest difference of probabilities with {call}",
                   float((answers.max(0) - answers.min(0)).max()), "at most", 1e-5),
        ]  # fmt: skip
        if "TensorFlow eager" in peaks:
            figures.append(
                figure(f"peak resident memory with {call}, times that of TensorFlow eager",
                       peaks["TapeFlow"][0] / peaks["TensorFlow eager"][0], "at most", 1)
            )  # fmt: skip
    return tables, figures


if __name__ == "__main__":
    main(measure)
