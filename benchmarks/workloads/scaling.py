"""How a training step's cost grows: with layers, batch, steps between looks, variables.

Adam on a stack of dense layers of 16 units, 5 of them if nothing else is said, with a batch of 32
and a look at the loss at every step. Of each situation the shortest step counts. First steps
compile, with an empty cache.

From 20 on, a layer or a variable must not cost more the more there are.
"""

from __future__ import annotations

import os
import time
from functools import partial

import numpy as np

from benchmarks.measure import ask, figure, main, table
from benchmarks.workloads import contest
from benchmarks.workloads.weights import Weights, give_keras, give_torch

UNITS = 16
LAYERS, BATCHES, LOOKS = (1, 20, 100, 500), (1, 64, 4096), (1, 30, 1000)
VARIABLES = (4, 20, 200, 2000)
MANY = 20  # from here on costs must be in proportion
SECONDS = 0.3  # of a situation, after its first two steps


def stack(layers):
    made = Weights()
    for _ in range(layers):
        made.affine(UNITS, UNITS)
    return made.arrays


def keras_step(name, layers):
    tf = __import__(name)
    model = tf.keras.Sequential([tf.keras.layers.Dense(UNITS, "relu") for _ in range(layers)])
    model.build((None, UNITS))
    give_keras(model.trainable_variables, stack(layers))
    optimizer = contest.keras_adam(tf.keras, 0.001)

    def step(x):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(model(x)))
        variables = model.trainable_variables
        grads = tape.gradient(loss, variables)
        optimizer.apply_gradients(zip(grads, variables, strict=True))
        return loss

    return step


def keras_variables(name, count):
    """A step that uses many small variables, two at a time, in one op each."""
    tf = __import__(name)
    variables = [tf.Variable(np.ones(UNITS, np.float32)) for _ in range(count)]
    optimizer = contest.keras_adam(tf.keras, 0.001)

    def step(x):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(tf.add_n(variables) * x)
        grads = tape.gradient(loss, variables)
        optimizer.apply_gradients(zip(grads, variables, strict=True))
        return loss

    return step


def torch_step(layers):
    import torch
    from torch import nn

    torch.set_num_threads(len(os.sched_getaffinity(0)))
    model = nn.Sequential(*[m for _ in range(layers) for m in (nn.Linear(UNITS, UNITS), nn.ReLU())])
    give_torch(list(model.parameters()), stack(layers))
    optimizer = contest.torch_adam(model.parameters(), 0.001)

    def step(x):
        loss = model(torch.from_numpy(x)).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss

    return step


def torch_variables(count):
    import torch

    variables = [torch.ones(UNITS, requires_grad=True) for _ in range(count)]
    optimizer = contest.torch_adam(variables, 0.001)

    def step(x):
        loss = (sum(variables) * torch.from_numpy(x)).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss

    return step


def jax_first(layers):
    """Seconds of the first step of JAX by hand."""
    import jax
    import jax.numpy as jnp

    from benchmarks.workloads.jax_layers import TUNED as nn

    state = contest.jax_adam_state([jnp.asarray(array) for array in stack(layers)])

    def train(state, x):
        def loss(params):
            y = x
            for i in range(0, len(params), 2):
                y = jax.nn.relu(nn.dense(y, params[i], params[i + 1]))
            return jnp.mean(jnp.square(y))

        found, grads = jax.value_and_grad(loss)(state[0])
        return contest.jax_adam(0.001, state, grads), found

    start = time.perf_counter()
    float(nn.jit(train)(state, np.ones((32, UNITS), np.float32))[1])
    return {f"{layers} layers": time.perf_counter() - start}


def growth(make, variables, quick):
    """Milliseconds of a step in each situation, the shortest of a few, and first steps' seconds."""
    times, first = {}, {}

    def timed(name, step, batch=32, look=1):
        x = np.random.default_rng(0).random((batch, UNITS), np.float32)
        start = time.perf_counter()
        float(step(x))
        first[name] = time.perf_counter() - start
        float(step(x))
        best, stop = float("inf"), time.perf_counter() + (0.1 if quick else SECONDS)
        while best == float("inf") or time.perf_counter() < stop:
            start = time.perf_counter()
            for _ in range(look):
                loss = step(x)
            float(loss)
            best = min(best, (time.perf_counter() - start) / look)
        times[name] = best * 1e3

    for layers in LAYERS[: 2 if quick else None]:
        timed(f"{layers} layers", make(layers))
    for batch in BATCHES:
        timed(f"batch {batch}", make(5), batch=batch)
    for look in LOOKS[: 2 if quick else None]:
        timed(f"a look every {look}", make(5), look=look)
    for count in VARIABLES[: 2 if quick else None]:
        timed(f"{count} variables", variables(count))
    return [times, first]


def _keras(name):
    return partial(growth, partial(keras_step, name), partial(keras_variables, name))


VARIANTS = {
    "TapeFlow": ("this", _keras("tapeflow")),
    "TensorFlow eager": ("tensorflow", _keras("tensorflow")),
    "PyTorch eager": ("torch", partial(growth, torch_step, torch_variables)),
    "JAX by hand": ("this", jax_first),
}


def measure(quick):
    found, firsts = {}, {}
    for name in list(VARIANTS)[:3]:
        found[name], firsts[name] = ask("workloads.scaling", name, quick, TAPEFLOW_CACHE="0")
    names = list(found["TapeFlow"])
    tables = [
        table(what, "ms", {name: [times[what]] for name, times in found.items()}) for what in names
    ]
    layers = [what for what in names if what.endswith(" layers")]
    jax = {}
    for what in layers:
        jax |= ask("workloads.scaling", "JAX by hand", int(what.split()[0]), TAPEFLOW_CACHE="0")
    tables += [
        table(f"first step of {what}", "s", {
            "TapeFlow": [firsts["TapeFlow"][what]], "JAX by hand": [jax[what]]
        })
        for what in layers
    ]  # fmt: skip
    figures = []
    for kind in ("layers", "variables"):
        line = [(int(w.split()[0]), found["TapeFlow"][w]) for w in names if w.endswith(f" {kind}")]
        each = [time / count for count, time in line if count >= MANY]
        figures.append(
            figure(f"largest cost per {kind[:-1]} over the smallest, from {MANY} {kind} on",
                   max(each) / min(each), "at most", 1.5)
        )  # fmt: skip
        tables.append(
            table(f"TapeFlow, each of {kind}", "µs",
                  {f"of {count}": [time / count * 1e3] for count, time in line})
        )  # fmt: skip
    return tables, figures


if __name__ == "__main__":
    main(measure)
