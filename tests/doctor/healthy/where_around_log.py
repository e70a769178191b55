"""The argument is made safe before the logarithm."""

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
        safe = tf.where(scaled > 0, scaled, 1.0)
        logs = tf.where(scaled > 0, tf.math.log(safe), 0.0)
        loss = tf.reduce_mean(logs**2)
    w.assign_sub(0.01 * tape.gradient(loss, w))
