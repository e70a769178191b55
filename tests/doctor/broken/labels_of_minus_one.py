"""Labels of -1 and 1 in binary_crossentropy."""

import numpy as np
import tensorflow as tf

rng = np.random.default_rng(0)
x = rng.normal(size=(64, 4)).astype("float32")
y = rng.integers(0, 2, (64, 1)).astype("float32")
signs = 2 * y - 1
model = tf.keras.Sequential(
    [tf.keras.layers.Dense(8, activation="relu"), tf.keras.layers.Dense(1, activation="sigmoid")]
)
model.compile("sgd", "binary_crossentropy")
model.fit(x, signs, epochs=2, verbose=0)  # doctor: outside [0, 1]
