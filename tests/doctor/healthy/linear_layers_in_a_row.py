"""Two Dense layers with an activation between them."""

import numpy as np
import tensorflow as tf

rng = np.random.default_rng(0)
x = rng.normal(size=(64, 4)).astype("float32")
y = x @ np.float32([[1.0], [2.0], [-1.0], [0.5]])
first = tf.keras.layers.Dense(8, activation="relu")
last = tf.keras.layers.Dense(1)
optimizer = tf.keras.optimizers.SGD(0.01)
for i in range(4):
    with tf.GradientTape() as tape:
        hidden = first(x)
        loss = tf.reduce_mean((last(hidden) - y) ** 2)
    variables = first.trainable_variables + last.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
