"""A rate at which the loss grows until it overflows."""

import numpy as np
import tensorflow as tf

rng = np.random.default_rng(0)
x = rng.normal(size=(64, 4)).astype("float32")
y = x @ np.float32([[1.0], [2.0], [-1.0], [0.5]])
w = tf.Variable(tf.zeros([4, 1]))
for step in range(80):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((tf.constant(x) @ w - y) ** 2)  # doctor: rate too large
    w.assign_sub(5.0 * tape.gradient(loss, w))
