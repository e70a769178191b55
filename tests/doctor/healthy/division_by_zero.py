"""Rows scaled by their sums, safely."""

import numpy as np
import tensorflow as tf

rng = np.random.default_rng(0)
x = rng.normal(size=(64, 4)).astype("float32")
y = x @ np.float32([[1.0], [2.0], [-1.0], [0.5]])
x = np.abs(x)
x[5] = 0
w = tf.Variable(tf.ones([4, 1]))
for i in range(5):
    with tf.GradientTape() as tape:
        weighted = tf.constant(x) * tf.transpose(w)
        shares = tf.math.divide_no_nan(weighted, tf.reduce_sum(weighted, 1, keepdims=True))
        loss = tf.reduce_mean((tf.reduce_sum(shares * x, 1, keepdims=True) - y) ** 2)
    w.assign_sub(0.01 * tape.gradient(loss, w))
