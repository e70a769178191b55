"""Sample weights (n,) times losses (n, 1)."""

import numpy as np
import tensorflow as tf

rng = np.random.default_rng(0)
x = rng.normal(size=(64, 4)).astype("float32")
y = x @ np.float32([[1.0], [2.0], [-1.0], [0.5]])
weights = rng.uniform(size=64).astype("float32")
w = tf.Variable(tf.zeros([4, 1]))
for i in range(4):
    with tf.GradientTape() as tape:
        losses = tf.square(tf.constant(x) @ w - y)
        loss = tf.reduce_mean(losses * weights)  # doctor: paired with every other
    w.assign_sub(0.1 * tape.gradient(loss, w))
