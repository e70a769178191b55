"""A softmax along the first axis."""

import numpy as np
import tensorflow as tf

rng = np.random.default_rng(0)
x = rng.normal(size=(64, 4)).astype("float32")
y = rng.integers(0, 3, 64)
w = tf.Variable(0.1 * rng.normal(size=(4, 3)).astype("float32"))
for i in range(4):
    with tf.GradientTape() as tape:
        logits = tf.constant(x) @ w
        p = tf.nn.softmax(logits, axis=0)  # doctor: softmax over the batch
        loss = -tf.reduce_mean(tf.reduce_sum(tf.one_hot(y, 3) * tf.math.log(p + 1e-7), 1))
    w.assign_sub(0.1 * tape.gradient(loss, w))
