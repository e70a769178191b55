"""Makes contestants of one training workload, and compares them.

A workload's module has

- `weights()`: the initial weights, in the order of Keras's trainable variables;
- `model(keras)`: the model, for TapeFlow, for TensorFlow and for Keras on JAX;
- `loss(keras)`: a function of `y` and the model's output;
- `batches()`: a list of `(x, y)`, taken in turn;
- `jax_loss(nn)`: a function of weights, `x` and `y`, with layers of `jax_layers` (plain ones, or
  the formulations TapeFlow has);
- `torch_model()` and `torch_loss(output, y)`, parameters in the same order, or a method `take`
  to give it the weights;
- `RATE` of Adam; `INSIDE`, whether the loss is read inside the tape, as tutorials do, or after
  the step; `FITS`, whether `fit` takes part.

All contestants see the same batches, and start with the same weights. The loss is read at every
step. PyTorch has its fused Adam and channels-last pictures. Adam's epsilon is so small that it does
not matter where a framework adds it.
"""

from __future__ import annotations

import itertools
import os
import time
from functools import partial
from types import ModuleType

import numpy as np

from benchmarks.measure import figure, interleave, table, timed_rounds
from benchmarks.workloads.weights import give_keras, give_torch

EPSILON = 1e-12
CHECKED = 20  # steps after which losses are compared
PATIENCE = 20  # seconds for them after the first; who is slower goes without
SECONDS = 0.5  # of one round
ROUNDS = 7
PEERS = ("TensorFlow", "Keras", "PyTorch")


def variants(module: ModuleType) -> dict:
    """What a workload's module offers as `VARIANTS`."""
    made = {
        "TapeFlow": ("this", partial(_eager_loop, module, "tapeflow")),
        "JAX by hand": ("this", partial(_jax_loop, module, "plain")),
        "JAX by hand, our formulations": ("this", partial(_jax_loop, module, "tuned")),
        "TensorFlow eager": ("tensorflow", partial(_eager_loop, module, "tensorflow")),
        "TensorFlow tf.function": ("tensorflow", partial(_function_loop, module)),
        "PyTorch eager": ("torch", partial(_torch_loop, module, False)),
    }
    if getattr(module, "FITS", False):
        made |= {
            "TapeFlow fit": ("this", partial(_fit, module, "tapeflow")),
            "Keras fit on TensorFlow": ("tensorflow", partial(_fit, module, "tensorflow")),
            "Keras fit on JAX": ("keras_jax", partial(_fit, module, "jax")),
        }
    if getattr(module, "COMPILES", False):
        made["PyTorch compiled"] = ("torch", partial(_torch_loop, module, True))
    return made


def compare(module: ModuleType, quick: bool, at_least: float = 1.0):
    """Tables and figures of a workload; `at_least` is what the fastest peer's time divides to."""
    name = module.__spec__.name.removeprefix("benchmarks.")
    names = list(module.VARIANTS)
    samples, facts = interleave(
        name, names, *((2, 2) if quick else timed_rounds(SECONDS, ROUNDS)), TAPEFLOW_CACHE="0"
    )
    peers = {k: v for k, v in samples.items() if k.startswith(PEERS)}
    best = {k: float(np.median(v)) for k, v in samples.items()}
    fastest = min(peers, key=lambda k: best[k], default=None)
    losses = [fact["loss"] for fact in facts.values() if "loss" in fact]
    hand = max((k for k in samples if k.startswith("JAX by hand")), key=len)
    figures = []
    if fastest:
        figures.append(
            figure(f"speed, times that of the fastest peer ({fastest})",
                   best[fastest] / best["TapeFlow"], "at least", at_least)
        )  # fmt: skip
    figures += [
        figure(f"time, times that of {hand}", best["TapeFlow"] / best[hand], "at most", 1.2),
        figure(f"largest relative distance of losses after {CHECKED} steps",
               (max(losses) - min(losses)) / max(map(abs, losses)), "at most",
               getattr(module, "TOLERANCE", 1e-3)),
    ]  # fmt: skip
    if "TensorFlow eager" in facts:
        tensorflow = max(facts[k]["peak"] for k in facts if k.startswith("TensorFlow"))
        figures.append(
            figure("peak resident memory, times TensorFlow's",
                   facts["TapeFlow"]["peak"] / tensorflow, "at most", 1)
        )  # fmt: skip
    figures.append(
        figure("seconds of the first step, times those of JAX by hand",
               facts["TapeFlow"]["first"] / facts["JAX by hand"]["first"], "at most", 1)
    )  # fmt: skip
    return [
        table("One training step", "ms", samples),
        table("The first step", "s", {k: [f["first"]] for k, f in facts.items()}),
        table("Peak resident memory", "MB", {k: [f["peak"]] for k, f in facts.items()}),
        table(
            f"Loss after {CHECKED} steps",
            "",
            {k: [f["loss"]] for k, f in facts.items() if "loss" in f},
        ),
    ], figures


def checked(step):
    """A loop over `step(i)`, which gives the loss, and what its first steps were like."""
    start = time.perf_counter()
    step(0)
    first = time.perf_counter() - start
    facts = {"first": first}
    done = 1
    while done < CHECKED and time.perf_counter() < start + first + PATIENCE:
        loss = step(done)
        done += 1
    if done == CHECKED:
        facts["loss"] = loss
    counter = itertools.count(done)

    def run(steps):
        for _ in range(steps):
            step(next(counter))

    return run, facts


def _prepared(module, tf):
    model = module.model(tf.keras)
    batches = module.batches()
    model(batches[0][0])
    give_keras(model.trainable_variables, module.weights())
    return model, module.loss(tf.keras), batches, keras_adam(tf.keras, module.RATE)


def keras_adam(keras, rate):
    """Keras's Adam."""
    return keras.optimizers.Adam(rate, epsilon=EPSILON)


def _eager_loop(module, name):
    tf = __import__(name)
    model, loss_of, batches, optimizer = _prepared(module, tf)
    inside = getattr(module, "INSIDE", False)

    def step(i):
        x, y = batches[i % len(batches)]
        with tf.GradientTape() as tape:
            loss = loss_of(y, model(x, training=True))
            if inside:
                value = float(loss.numpy())
        variables = model.trainable_variables
        grads = tape.gradient(loss, variables)
        optimizer.apply_gradients(zip(grads, variables, strict=True))
        return value if inside else float(loss.numpy())

    return checked(step)


def _function_loop(module):
    import tensorflow as tf

    model, loss_of, batches, optimizer = _prepared(module, tf)
    optimizer.build(model.trainable_variables)

    @tf.function
    def train(x, y):
        with tf.GradientTape() as tape:
            loss = loss_of(y, model(x, training=True))
        variables = model.trainable_variables
        optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables, strict=True))
        return loss

    return checked(lambda i: float(train(*batches[i % len(batches)]).numpy()))


def _fit(module, backend):
    if backend == "jax":
        os.environ["KERAS_BACKEND"] = "jax"
        import keras
    else:
        keras = __import__(backend).keras
    batches = module.batches()
    model, size = module.model(keras), len(batches[0][0])
    model(batches[0][0])
    give_keras(model.trainable_variables, module.weights())
    model.compile(keras_adam(keras, module.RATE), module.loss(keras))
    made = {}

    def rows(first, stop):
        if (first, stop) not in made:
            taken = [batches[i % len(batches)] for i in range(first, stop)]
            made[first, stop] = [np.concatenate(part) for part in zip(*taken, strict=True)]
        return made[first, stop]

    def run(steps):
        model.fit(*rows(0, steps), batch_size=size, shuffle=False, verbose=0)

    start = time.perf_counter()
    run(1)
    first = time.perf_counter() - start
    model.fit(*rows(1, CHECKED - 1), batch_size=size, shuffle=False, verbose=0)
    last = model.fit(*rows(CHECKED - 1, CHECKED), batch_size=size, shuffle=False, verbose=0)
    made.clear()
    return run, {"loss": float(last.history["loss"][0]), "first": first}


def _jax_loop(module, kind):
    import jax
    import jax.numpy as jnp

    from benchmarks.workloads import jax_layers

    nn = jax_layers.PLAIN if kind == "plain" else jax_layers.TUNED
    loss_of, batches = module.jax_loss(nn), module.batches()
    state = jax_adam_state([jnp.asarray(array) for array in module.weights()])

    def train(state, x, y):
        loss, grads = jax.value_and_grad(loss_of)(state[0], x, y)
        return jax_adam(module.RATE, state, grads), loss

    train = nn.jit(train)

    def step(i):
        nonlocal state
        state, loss = train(state, *batches[i % len(batches)])
        return float(loss)

    return checked(step)


def jax_adam_state(params):
    """Weights, both moments and the number of steps."""
    import jax.numpy as jnp

    def zeros():
        return [jnp.zeros_like(p) for p in params]

    return params, zeros(), zeros(), jnp.zeros((), jnp.float32)


def jax_adam(rate, state, grads):
    """Keras's Adam, by hand."""
    import jax.numpy as jnp

    params, m, v, count = state
    count = count + 1
    m = [0.9 * m + 0.1 * g for m, g in zip(m, grads, strict=True)]
    v = [0.999 * v + 0.001 * g * g for v, g in zip(v, grads, strict=True)]
    rate = rate * jnp.sqrt(1 - 0.999**count) / (1 - 0.9**count)
    params = [p - rate * m / (jnp.sqrt(v) + EPSILON) for p, m, v in zip(params, m, v, strict=True)]
    return params, m, v, count


def torch_adam(parameters, rate):
    """Its fused Adam, the fastest it has."""
    import torch

    return torch.optim.Adam(parameters, lr=rate, eps=EPSILON, fused=True)


def torch_batch(x, y):
    """A batch as tensors; pictures as channels-last views."""
    import torch

    x = torch.from_numpy(x)
    if x.ndim == 4:
        x = x.permute(0, 3, 1, 2)
    return (x if x.is_floating_point() else x.long()), torch.from_numpy(y)


def _torch_loop(module, compiled):
    import torch

    torch.set_num_threads(len(os.sched_getaffinity(0)))
    model, batches = module.torch_model(), module.batches()
    take = getattr(model, "take", partial(give_torch, list(model.parameters())))
    take(module.weights())
    if batches[0][0].ndim == 4:
        model = model.to(memory_format=torch.channels_last)
    optimizer = torch_adam(model.parameters(), module.RATE)
    call = torch.compile(model) if compiled else model

    def step(i):
        x, y = torch_batch(*batches[i % len(batches)])
        optimizer.zero_grad()
        loss = module.torch_loss(call(x), y)
        loss.backward()
        optimizer.step()
        return loss.item()

    return checked(step)
