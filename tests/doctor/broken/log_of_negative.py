"""The logarithm of a linear layer's outputs."""

import numpy as np
import tensorflow as tf

rng = np.random.default_rng(0)
x = rng.normal(size=(64, 4)).astype("float32")
y = x @ np.float32([[1.0], [2.0], [-1.0], [0.5]])
w = tf.Variable(tf.ones([4, 1]))
for i in range(5):
    with tf.GradientTape() as tape:
        outputs = tf.constant(x) @ w
        logs = tf.math.log(outputs)  # doctor: logarithm of a negative
        loss = tf.reduce_mean((logs - np.abs(y)) ** 2)
    w.assign_sub(0.01 * tape.gradient(loss, w))
