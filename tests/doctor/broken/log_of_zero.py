"""A crossentropy of one's own, without a lower bound."""

import numpy as np
import tensorflow as tf

rng = np.random.default_rng(0)
x = rng.normal(size=(64, 4)).astype("float32")
y = rng.integers(0, 2, (64, 1)).astype("float32")
w = tf.Variable(tf.zeros([4, 1]))
for i in range(5):
    with tf.GradientTape() as tape:
        p = tf.nn.sigmoid(200.0 * (tf.constant(x) @ w + 1.0))
        likelihood = y * tf.math.log(p) + (1 - y) * tf.math.log(1 - p)  # doctor: logarithm of 0
        loss = -tf.reduce_mean(likelihood)
    w.assign_sub(0.1 * tape.gradient(loss, w))
