"""Pixels from 0 to 1."""

import numpy as np
import tensorflow as tf

rng = np.random.default_rng(0)
pixels = rng.integers(0, 256, (64, 4)).astype("float32")
x = pixels / 255.0
y = rng.integers(0, 3, 64)
model = tf.keras.Sequential(
    [tf.keras.layers.Dense(8, activation="relu"), tf.keras.layers.Dense(3, activation="softmax")]
)
model.compile("sgd", "sparse_categorical_crossentropy")
model.fit(x, y, epochs=2, verbose=0)
