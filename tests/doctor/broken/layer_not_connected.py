"""A layer that the loss does not use."""

import numpy as np
import tensorflow as tf

rng = np.random.default_rng(0)
x = rng.normal(size=(64, 4)).astype("float32")
y = x @ np.float32([[1.0], [2.0], [-1.0], [0.5]])
first, second = tf.keras.layers.Dense(4, activation="relu"), tf.keras.layers.Dense(1)
spare = tf.keras.layers.Dense(1)
spare.build((None, 4))
optimizer = tf.keras.optimizers.SGD(0.01)
for i in range(3):
    with tf.GradientTape() as tape:
        hidden = first(x)
        loss = tf.reduce_mean((second(hidden) - y) ** 2)
    variables = first.trainable_variables + second.trainable_variables + spare.trainable_variables
    gradients = tape.gradient(loss, variables)  # doctor: a variable gets no gradient
    pairs = [pair for pair in zip(gradients, variables) if pair[0] is not None]
    optimizer.apply_gradients(pairs)
