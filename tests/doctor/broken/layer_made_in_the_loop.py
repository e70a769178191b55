"""A layer that is made anew at each step."""

import numpy as np
import tensorflow as tf

rng = np.random.default_rng(0)
x = rng.normal(size=(64, 4)).astype("float32")
y = x @ np.float32([[1.0], [2.0], [-1.0], [0.5]])
layer = tf.keras.layers.Dense(1)
optimizer = tf.keras.optimizers.SGD(0.01)
for i in range(9):
    with tf.GradientTape() as tape:
        layer = tf.keras.layers.Dense(1)
        loss = tf.reduce_mean((layer(x) - y) ** 2)
    gradients = tape.gradient(loss, layer.trainable_variables)  # doctor: new variables
    for gradient, variable in zip(gradients, layer.trainable_variables):
        variable.assign_sub(0.01 * gradient)
