"""A sigmoid before BinaryCrossentropy(from_logits=True)."""

import numpy as np
import tensorflow as tf

rng = np.random.default_rng(0)
x = rng.normal(size=(64, 4)).astype("float32")
y = rng.integers(0, 2, (64, 1)).astype("float32")
model = tf.keras.Sequential(
    [tf.keras.layers.Dense(8, activation="relu"), tf.keras.layers.Dense(1, activation="sigmoid")]
)
model.compile("sgd", tf.keras.losses.BinaryCrossentropy(from_logits=True))
model.fit(x, y, epochs=2, verbose=0)  # doctor: sigmoid is applied twice
