"""The label is filled in."""

import numpy as np
import tensorflow as tf

rng = np.random.default_rng(0)
x = rng.normal(size=(64, 4)).astype("float32")
y = x @ np.float32([[1.0], [2.0], [-1.0], [0.5]])
y[11] = 0
w = tf.Variable(tf.zeros([4, 1]))
for i in range(0, 64, 16):
    with tf.GradientTape() as tape:
        outputs = tf.constant(x[i : i + 16]) @ w
        loss = tf.reduce_mean((outputs - y[i : i + 16]) ** 2)
    w.assign_sub(0.1 * tape.gradient(loss, w))
