"""The bias is used and never trained."""

import numpy as np
import tensorflow as tf

rng = np.random.default_rng(0)
x = rng.normal(size=(64, 4)).astype("float32")
y = x @ np.float32([[1.0], [2.0], [-1.0], [0.5]])
w, b = tf.Variable(tf.zeros([4, 1])), tf.Variable(1.0)
optimizer = tf.keras.optimizers.SGD(0.1)
for i in range(10):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((tf.constant(x) @ w + b - y) ** 2)
    gradients = tape.gradient(loss, [w])  # doctor: never trained
    optimizer.apply_gradients(zip(gradients, [w]))
