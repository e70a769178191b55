"""A penalty on the norm of weights that start at 0."""

import numpy as np
import tensorflow as tf

rng = np.random.default_rng(0)
x = rng.normal(size=(64, 4)).astype("float32")
y = x @ np.float32([[1.0], [2.0], [-1.0], [0.5]])
w = tf.Variable(tf.zeros([4, 1]))
optimizer = tf.keras.optimizers.Adam(0.01)
for i in range(5):
    with tf.GradientTape() as tape:
        penalty = tf.norm(w)  # doctor: at 0
        loss = tf.reduce_mean((tf.constant(x) @ w - y) ** 2) + 0.01 * penalty
    optimizer.apply_gradients([(tape.gradient(loss, w), w)])
