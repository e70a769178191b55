"""One training step of the tutorial's model: `first_step.py tapeflow|tensorflow`."""

import importlib
import sys

import numpy as np

tf = importlib.import_module(sys.argv[1])

model = tf.keras.Sequential(
    [
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(100, activation=tf.nn.relu),
        tf.keras.layers.Dense(10),
        tf.keras.layers.Softmax(),
    ]
)
optimizer = tf.keras.optimizers.Adam(0.001)
X = np.random.default_rng(0).random((50, 28, 28, 1), np.float32)
y = np.arange(50) % 10
with tf.GradientTape() as tape:
    losses = tf.keras.losses.sparse_categorical_crossentropy(y_true=y, y_pred=model(X))
    loss = tf.reduce_mean(losses)
grads = tape.gradient(loss, model.trainable_variables)
optimizer.apply_gradients(zip(grads, model.trainable_variables, strict=True))
print(loss.numpy(), model.trainable_variables[0].numpy().sum(), flush=True)
