"""A loop that prints its loss."""

import numpy as np
import tensorflow as tf

rng = np.random.default_rng(0)
x = rng.normal(size=(64, 4)).astype("float32")
y = x @ np.float32([[1.0], [2.0], [-1.0], [0.5]])
w = tf.Variable(tf.zeros([4, 1]))
optimizer = tf.keras.optimizers.SGD(0.1)
losses = []
for step in range(60):
    with tf.GradientTape() as tape:
        outputs = tf.matmul(x, w)
        loss = tf.reduce_mean(tf.square(outputs - y))
        losses.append(float(loss))
    optimizer.apply_gradients([(tape.gradient(loss, w), w)])
