"""A hidden layer that starts with random weights."""

import numpy as np
import tensorflow as tf

rng = np.random.default_rng(0)
x = rng.normal(size=(64, 4)).astype("float32")
y = x @ np.float32([[1.0], [2.0], [-1.0], [0.5]])
hidden = tf.keras.layers.Dense(8, activation="tanh", kernel_initializer="glorot_uniform")
last = tf.keras.layers.Dense(1)
optimizer = tf.keras.optimizers.SGD(0.01)
for i in range(4):
    with tf.GradientTape() as tape:
        outputs = last(hidden(x))
        loss = tf.reduce_mean((outputs - y) ** 2)
    variables = hidden.trainable_variables + last.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
