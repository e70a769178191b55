"""A loop of deep Q-learning, in milliseconds per step of the environment.

As in the tutorial: a network of 24-24-2 answers for one state, the environment and the replay
buffer are NumPy's, and each step trains on 32 remembered transitions (Adam, the squared error of
one-hot picked values). The pole's physics are made up, and alike for all.
"""

from __future__ import annotations

import os
import sys
from collections import deque
from functools import partial

import numpy as np

from benchmarks.measure import main
from benchmarks.workloads import contest
from benchmarks.workloads.weights import Weights, give_keras, give_torch

RATE, BATCH, GAMMA, RANDOM = 0.001, 32, 0.95, 0.2
STATES, ACTIONS = 4, 2


def weights():
    return Weights().affine(STATES, 24).affine(24, 24).affine(24, ACTIONS).arrays


class World:
    """A pole on a cart, more or less, and what has been seen of it."""

    def __init__(self):
        self.rng = np.random.default_rng(3)
        self.turn = self.rng.normal(size=(STATES, STATES)).astype(np.float32) * 0.3
        self.push = self.rng.normal(size=(ACTIONS, STATES)).astype(np.float32)
        self.state = np.zeros(STATES, np.float32)
        self.memory: deque = deque(maxlen=10000)

    def step(self, values):
        """One step by the action whose value is largest, or at random; `values()` are asked for."""
        if self.rng.random() < RANDOM:
            action = int(self.rng.integers(ACTIONS))
        else:
            action = int(np.argmax(values(self.state[None])))
        state = np.tanh(self.state @ self.turn + self.push[action])
        self.memory.append((self.state, action, 1.0 - abs(float(state[0])), state, 0.0))
        self.state = state

    def batch(self):
        chosen = self.rng.integers(len(self.memory), size=BATCH)
        parts = zip(*(self.memory[i] for i in chosen), strict=True)
        kinds = np.float32, np.int32, np.float32, np.float32, np.float32
        return [np.array(part, kind) for part, kind in zip(parts, kinds, strict=True)]


def loop(values, train):
    """The steps: `values(state)` for `[1, 4]`, and `train(*batch)`, which gives the loss."""
    world = World()
    for _ in range(BATCH):
        world.step(values)

    def step(_):
        world.step(values)
        return train(*world.batch())

    return contest.checked(step)


def keras_parts(tf):
    layers = tf.keras.layers
    model = tf.keras.Sequential(
        [layers.Dense(24, "relu"), layers.Dense(24, "relu"), layers.Dense(ACTIONS)]
    )
    model(np.zeros((1, STATES), np.float32))
    give_keras(model.trainable_variables, weights())
    optimizer = contest.keras_adam(tf.keras, RATE)
    optimizer.build(model.trainable_variables)

    def train(states, actions, rewards, nexts, done):
        best = tf.reduce_max(model(nexts), axis=-1)
        wanted = rewards + GAMMA * best * (1 - done)
        with tf.GradientTape() as tape:
            picked = tf.reduce_sum(model(states) * tf.one_hot(actions, depth=ACTIONS), axis=1)
            loss = tf.reduce_mean(tf.square(wanted - picked))
        grads = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(grads, model.trainable_variables, strict=True))
        return loss

    return model, train


def eager(name):
    model, train = keras_parts(__import__(name))
    return loop(lambda state: model(state).numpy(), lambda *batch: float(train(*batch).numpy()))


def function():
    import tensorflow as tf

    model, train = keras_parts(tf)
    model, train = tf.function(model), tf.function(train)
    return loop(lambda state: model(state).numpy(), lambda *batch: float(train(*batch).numpy()))


def jax():
    import jax
    import jax.numpy as jnp

    from benchmarks.workloads import jax_layers

    def values(params, x):
        x = jax.nn.relu(x @ params[0] + params[1])
        x = jax.nn.relu(x @ params[2] + params[3])
        return x @ params[4] + params[5]

    def train(state, states, actions, rewards, nexts, done):
        wanted = rewards + GAMMA * values(state[0], nexts).max(-1) * (1 - done)

        def loss(params):
            picked = jnp.sum(values(params, states) * jax.nn.one_hot(actions, ACTIONS), 1)
            return jnp.mean(jnp.square(wanted - picked))

        found, grads = jax.value_and_grad(loss)(state[0])
        return contest.jax_adam(RATE, state, grads), found

    state = contest.jax_adam_state([jnp.asarray(a) for a in weights()])
    train, values = jax_layers.TUNED.jit(train), jax.jit(values)

    def trained(*batch):
        nonlocal state
        state, loss = train(state, *batch)
        return float(loss)

    return loop(lambda x: np.asarray(values(state[0], x)), trained)


def torch(compiled):
    import torch
    from torch import nn

    torch.set_num_threads(len(os.sched_getaffinity(0)))
    model = nn.Sequential(
        nn.Linear(STATES, 24), nn.ReLU(), nn.Linear(24, 24), nn.ReLU(), nn.Linear(24, ACTIONS)
    )
    give_torch(model.parameters(), weights())
    optimizer = contest.torch_adam(model.parameters(), RATE)
    call = torch.compile(model, dynamic=False) if compiled else model

    def values(state):
        with torch.no_grad():
            return call(torch.from_numpy(state)).numpy()

    def train(*batch):
        states, actions, rewards, nexts, done = map(torch.from_numpy, batch)
        with torch.no_grad():
            wanted = rewards + GAMMA * call(nexts).max(-1).values * (1 - done)
        picked = (call(states) * nn.functional.one_hot(actions.long(), ACTIONS)).sum(1)
        loss = (wanted - picked).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss.item()

    return loop(values, train)


VARIANTS = {
    "TapeFlow": ("this", partial(eager, "tapeflow")),
    "JAX by hand": ("this", jax),
    "TensorFlow eager": ("tensorflow", partial(eager, "tensorflow")),
    "TensorFlow tf.function": ("tensorflow", function),
    "PyTorch eager": ("torch", partial(torch, False)),
    "PyTorch compiled": ("torch", partial(torch, True)),
}


def measure(quick):
    return contest.compare(sys.modules[__name__], quick)


if __name__ == "__main__":
    main(measure)
