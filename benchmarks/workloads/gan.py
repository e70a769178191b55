"""A small GAN with two optimizers, in milliseconds per step.

Generator 64-256-512-784, discriminator 784-256-128-1, batch 64: one tape for each, both
updates, both losses read.
"""

from __future__ import annotations

import itertools
import os
import sys
from functools import partial

import numpy as np

from benchmarks.measure import main
from benchmarks.workloads import contest
from benchmarks.workloads.examples import patterns
from benchmarks.workloads.weights import Weights, give_keras, give_torch

RATE, BATCH, NOISE = 0.0003, 64, 64
GENERATOR, DISCRIMINATOR = (NOISE, 256, 512, 784), (784, 256, 128, 1)


def weights(sizes):
    made = Weights()
    for before, after in itertools.pairwise(sizes):
        made.affine(before, after)
    return made.arrays


def batches():
    rng = np.random.default_rng(2)
    pictures = [x for x, _ in patterns((784,), BATCH)]
    return [(rng.standard_normal((BATCH, NOISE), np.float32), x) for x in pictures]


def keras_step(tf):
    """The usual step, as in TensorFlow's tutorial of a DCGAN; gives both losses."""
    layers = tf.keras.layers

    def network(sizes, activation):
        hidden = [layers.Dense(size, "relu") for size in sizes[1:-1]]
        model = tf.keras.Sequential([*hidden, layers.Dense(sizes[-1], activation)])
        model(np.zeros((BATCH, sizes[0]), np.float32))
        give_keras(model.trainable_variables, weights(sizes))
        optimizer = contest.keras_adam(tf.keras, RATE)
        optimizer.build(model.trainable_variables)
        return model, optimizer

    (generator, of_generator) = network(GENERATOR, "sigmoid")
    (discriminator, of_discriminator) = network(DISCRIMINATOR, None)
    entropy = tf.keras.losses.BinaryCrossentropy(from_logits=True)

    def step(noise, pictures):
        with tf.GradientTape() as tape_g, tf.GradientTape() as tape_d:
            made = generator(noise, training=True)
            real = discriminator(pictures, training=True)
            fake = discriminator(made, training=True)
            loss_g = entropy(tf.ones_like(fake), fake)
            loss_d = entropy(tf.ones_like(real), real) + entropy(tf.zeros_like(fake), fake)
        grads_g = tape_g.gradient(loss_g, generator.trainable_variables)
        grads_d = tape_d.gradient(loss_d, discriminator.trainable_variables)
        of_generator.apply_gradients(zip(grads_g, generator.trainable_variables, strict=True))
        of_discriminator.apply_gradients(
            zip(grads_d, discriminator.trainable_variables, strict=True)
        )
        return loss_g, loss_d

    return step


def eager(name):
    step, pool = keras_step(__import__(name)), batches()
    return contest.checked(lambda i: sum(float(x) for x in step(*pool[i % len(pool)])))


def function():
    import tensorflow as tf

    step, pool = tf.function(keras_step(tf)), batches()
    return contest.checked(lambda i: sum(float(x) for x in step(*pool[i % len(pool)])))


def jax():
    import jax
    import jax.numpy as jnp

    from benchmarks.workloads import jax_layers

    def dense(params, x):
        for i in range(0, len(params) - 2, 2):
            x = jax.nn.relu(x @ params[i] + params[i + 1])
        return x @ params[-2] + params[-1]

    def entropy(z, y):
        return jnp.mean(jnp.maximum(z, 0) - z * y + jnp.log1p(jnp.exp(-jnp.abs(z))))

    def loss_g(g, d, noise):
        return entropy(dense(d, jax.nn.sigmoid(dense(g, noise))), 1.0)

    def loss_d(d, g, noise, x):
        fake = dense(d, jax.nn.sigmoid(dense(g, noise)))
        return entropy(dense(d, x), 1.0) + entropy(fake, 0.0)

    def train(states, noise, x):
        g, d = states
        of_g, grads_g = jax.value_and_grad(loss_g)(g[0], d[0], noise)
        of_d, grads_d = jax.value_and_grad(loss_d)(d[0], g[0], noise, x)
        new = contest.jax_adam(RATE, g, grads_g), contest.jax_adam(RATE, d, grads_d)
        return new, of_g, of_d

    states = tuple(
        contest.jax_adam_state([jnp.asarray(a) for a in weights(sizes)])
        for sizes in (GENERATOR, DISCRIMINATOR)
    )
    train, pool = jax_layers.TUNED.jit(train), batches()

    def step(i):
        nonlocal states
        states, of_g, of_d = train(states, *pool[i % len(pool)])
        return float(of_g) + float(of_d)

    return contest.checked(step)


def torch(compiled):
    import torch
    from torch import nn
    from torch.nn.functional import binary_cross_entropy_with_logits as entropy

    torch.set_num_threads(len(os.sched_getaffinity(0)))

    def network(sizes, *end):
        chain = []
        for before, after in itertools.pairwise(sizes):
            chain += [nn.Linear(before, after), nn.ReLU()]
        model = nn.Sequential(*chain[:-1], *end)
        give_torch(model.parameters(), weights(sizes))
        return model, contest.torch_adam(model.parameters(), RATE)

    generator, of_generator = network(GENERATOR, nn.Sigmoid())
    discriminator, of_discriminator = network(DISCRIMINATOR)
    ones, zeros, pool = torch.ones(BATCH, 1), torch.zeros(BATCH, 1), batches()
    make, judge = generator, discriminator
    if compiled:
        make, judge = torch.compile(generator), torch.compile(discriminator)

    def step(i):
        noise, pictures = (torch.from_numpy(part) for part in pool[i % len(pool)])
        made = make(noise)
        loss_d = entropy(judge(pictures), ones) + entropy(judge(made.detach()), zeros)
        of_discriminator.zero_grad()
        loss_d.backward()
        loss_g = entropy(judge(made), ones)
        of_generator.zero_grad()
        # Else the discriminator's weights get gradients that nobody wants.
        loss_g.backward(inputs=list(generator.parameters()))
        of_discriminator.step()
        of_generator.step()
        return loss_g.item() + loss_d.item()

    return contest.checked(step)


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
