"""A row of the data has NaN."""

import numpy as np
import tensorflow as tf

rng = np.random.default_rng(0)
x = rng.normal(size=(64, 4)).astype("float32")
y = x @ np.float32([[1.0], [2.0], [-1.0], [0.5]])
x[37, 1] = np.nan

model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile("sgd", "mse")
model.fit(x, y, batch_size=8, epochs=1, verbose=0)  # doctor: row 37
