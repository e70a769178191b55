"""Logits go into a loss of probabilities."""

import numpy as np
import tensorflow as tf

rng = np.random.default_rng(0)
x = rng.normal(size=(64, 4)).astype("float32")
y = rng.integers(0, 3, 64)
model = tf.keras.Sequential([tf.keras.layers.Dense(8, activation="relu"), tf.keras.layers.Dense(3)])
optimizer = tf.keras.optimizers.SGD(0.01)
crossentropy = tf.keras.losses.sparse_categorical_crossentropy

for i in range(0, 64, 8):
    with tf.GradientTape() as tape:
        outputs = model(x[i : i + 8])
        loss = tf.reduce_mean(crossentropy(y[i : i + 8], outputs))  # doctor: from_logits
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
