"""The loss is computed from tensors."""

import numpy as np
import tensorflow as tf

rng = np.random.default_rng(0)
x = rng.normal(size=(64, 4)).astype("float32")
y = x @ np.float32([[1.0], [2.0], [-1.0], [0.5]])
w = tf.Variable(tf.zeros([4, 1]))
for i in range(5):
    with tf.GradientTape() as tape:
        outputs = tf.constant(x) @ w
        loss = tf.reduce_mean(tf.square(outputs - y))
    gradient = tape.gradient(loss, w)
    if gradient is not None:
        w.assign_sub(0.1 * gradient)
