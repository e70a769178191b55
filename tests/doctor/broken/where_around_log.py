"""A tf.where that hides log(0) in the loss, not in the gradient."""

import numpy as np
import tensorflow as tf

rng = np.random.default_rng(0)
x = rng.normal(size=(64, 4)).astype("float32")
x = np.abs(x)
x[2, 1] = 0
w = tf.Variable(tf.ones([4]))
for i in range(5):
    with tf.GradientTape() as tape:
        scaled = x * w
        logs = tf.where(scaled > 0, tf.math.log(scaled), 0.0)  # doctor: logarithm of 0
        loss = tf.reduce_mean(logs**2)
    w.assign_sub(0.01 * tape.gradient(loss, w))
