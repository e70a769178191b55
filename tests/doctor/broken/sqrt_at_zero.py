"""The distance of points of which one pair is equal: the slope of the root is infinite."""

import numpy as np
import tensorflow as tf

rng = np.random.default_rng(0)
x = rng.normal(size=(64, 4)).astype("float32")
w = tf.Variable(tf.zeros([4]))
x[3] = 0
for i in range(5):
    with tf.GradientTape() as tape:
        distance = tf.sqrt(tf.reduce_sum((x - w) ** 2, axis=1))  # doctor: square root at 0
        loss = tf.reduce_mean(distance)
    w.assign_sub(0.01 * tape.gradient(loss, w))
