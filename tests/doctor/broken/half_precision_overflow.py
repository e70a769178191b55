"""A sum of squares in float16."""

import numpy as np
import tensorflow as tf

rng = np.random.default_rng(0)
x = rng.normal(size=(64, 4)).astype("float32")
y = x @ np.float32([[1.0], [2.0], [-1.0], [0.5]])
w = tf.Variable(tf.ones([4, 1]))
for i in range(3):
    with tf.GradientTape() as tape:
        outputs = tf.cast(40.0 * x, "float16") @ tf.cast(w, "float16")
        squares = tf.square(3.0 * outputs)  # doctor: half precision
        loss = tf.reduce_sum(tf.cast(squares, "float32")) / 1e6
    print(float(loss))
    w.assign_sub(1e-4 * tape.gradient(loss, w))
