"""The tutorial's linear model: labels are paired with all outputs, and the rate is too large."""

import numpy as np
import tensorflow as tf

rng = np.random.default_rng(0)
x = rng.normal(size=(64, 4)).astype("float32")
y = x @ np.float32([[1.0], [2.0], [-1.0], [0.5]])
y = y[:, 0]
w = tf.Variable(tf.zeros([4, 1]))
optimizer = tf.keras.optimizers.SGD(0.05)
for _ in range(60):
    with tf.GradientTape() as tape:
        outputs = tf.constant(x) @ w
        loss = tf.reduce_sum(tf.square(outputs - y))  # doctor: paired with every other
    optimizer.apply_gradients([(tape.gradient(loss, w), w)])
