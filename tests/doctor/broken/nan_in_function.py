"""A tf.function whose loss takes the logarithm of 0."""

import numpy as np
import tensorflow as tf

rng = np.random.default_rng(0)
x = rng.normal(size=(64, 4)).astype("float32")
y = rng.integers(0, 2, (64, 1)).astype("float32")
w = tf.Variable(tf.zeros([4, 1]))
optimizer = tf.keras.optimizers.Adam(0.1)


@tf.function
def train_step(x, y):
    with tf.GradientTape() as tape:
        p = tf.nn.relu(x @ w)
        loss = -tf.reduce_mean(y * tf.math.log(p))  # doctor: logarithm of 0
    optimizer.apply_gradients([(tape.gradient(loss, w), w)])
    return loss


for i in range(4):
    train_step(tf.constant(x), tf.constant(y))
