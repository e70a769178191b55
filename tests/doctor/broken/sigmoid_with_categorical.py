"""Sigmoid outputs in categorical_crossentropy."""

import numpy as np
import tensorflow as tf

rng = np.random.default_rng(0)
x = rng.normal(size=(64, 4)).astype("float32")
y = rng.integers(0, 3, 64)
y = np.eye(3, dtype="float32")[y]
model = tf.keras.Sequential(
    [tf.keras.layers.Dense(8, activation="relu"), tf.keras.layers.Dense(3, activation="sigmoid")]
)
model.compile("sgd", "categorical_crossentropy")
model.fit(x, y, epochs=2, verbose=0)  # doctor: sigmoid outputs in a loss of classes
