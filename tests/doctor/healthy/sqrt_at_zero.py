"""The distance with a small number under the root."""

import numpy as np
import tensorflow as tf

rng = np.random.default_rng(0)
x = rng.normal(size=(64, 4)).astype("float32")
w = tf.Variable(tf.zeros([4]))
x[3] = 0
for i in range(5):
    with tf.GradientTape() as tape:
        distance = tf.sqrt(tf.reduce_sum(tf.square(x - w), axis=1) + 1e-9)
        loss = tf.reduce_mean(distance)
    w.assign_sub(0.01 * tape.gradient(loss, w))
