"""A small number keeps the division finite."""

import numpy as np
import tensorflow as tf

rng = np.random.default_rng(0)
x = rng.normal(size=(64, 4)).astype("float32")
y = x @ np.float32([[1.0], [2.0], [-1.0], [0.5]])
x[:, 2] = 3.0
w = tf.Variable(tf.zeros([4, 1]))
mean, deviation = tf.reduce_mean(x, 0), tf.math.reduce_std(x, 0)
for i in range(3):
    with tf.GradientTape() as tape:
        scaled = (x - mean) / (deviation + 1e-6)
        loss = tf.reduce_mean((scaled @ w - y) ** 2)
    w.assign_sub(0.1 * tape.gradient(loss, w))
