"""A softmax of one's own, as it should be."""

import numpy as np
import tensorflow as tf

rng = np.random.default_rng(0)
x = rng.normal(size=(64, 4)).astype("float32")
y = rng.integers(0, 3, 64)
w = tf.Variable(100.0 * rng.normal(size=(4, 3)).astype("float32"))
for i in range(3):
    with tf.GradientTape() as tape:
        logits = tf.constant(x) @ w
        exponentials = tf.exp(logits - tf.reduce_max(logits, 1, keepdims=True))
        p = exponentials / tf.reduce_sum(exponentials, 1, keepdims=True)
        loss = tf.reduce_mean(tf.reduce_sum((tf.one_hot(y, 3) - p) ** 2, 1))
    w.assign_sub(0.01 * tape.gradient(loss, w))
