"""The tutorial's perceptron on MNIST, trained by an ordinary eager loop: `make mnist` runs this."""

import numpy as np
from mnist_picture import draw
from training_bar import TrainingBar

import tapeflow as tf

EPOCHS, BATCH_SIZE, LEARNING_RATE = 5, 50, 0.001


class MLP(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.dense1 = tf.keras.layers.Dense(units=100, activation=tf.nn.relu)
        self.dense2 = tf.keras.layers.Dense(units=10)

    def call(self, inputs):  # [batch, 28, 28, 1]
        x = self.flatten(inputs)  # [batch, 784]
        x = self.dense1(x)  # [batch, 100]
        x = self.dense2(x)  # [batch, 10]
        return tf.nn.softmax(x)


def images(pixels):
    """uint8 `[samples, 28, 28]` -> float32 `[samples, 28, 28, 1]` in `[0, 1]`."""
    return np.expand_dims(pixels.astype(np.float32) / 255.0, axis=-1)


tf.keras.utils.set_random_seed(0)
rng = np.random.default_rng(0)
(x_train, y_train), (x_test, y_test) = tf.keras.datasets.mnist.load_data()
x_train, x_test = images(x_train), images(x_test)
y_train, y_test = y_train.astype(np.int32), y_test.astype(np.int32)

model = MLP()
optimizer = tf.keras.optimizers.Adam(learning_rate=LEARNING_RATE)
losses = []
with TrainingBar(EPOCHS, len(x_train) // BATCH_SIZE) as bar:
    for _ in range(EPOCHS * (len(x_train) // BATCH_SIZE)):
        index = rng.integers(0, len(x_train), BATCH_SIZE)
        X, y = x_train[index], y_train[index]
        with tf.GradientTape() as tape:
            y_pred = model(X)
            loss = tf.keras.losses.sparse_categorical_crossentropy(y_true=y, y_pred=y_pred)
            loss = tf.reduce_mean(loss)
            losses.append(float(loss))
        grads = tape.gradient(loss, model.variables)
        optimizer.apply_gradients(grads_and_vars=zip(grads, model.variables, strict=True))
        bar.step(losses[-1])

probabilities = model.predict(x_test, verbose=0)
accuracy = tf.keras.metrics.SparseCategoricalAccuracy()
accuracy.update_state(y_true=y_test, y_pred=probabilities)
picture = draw("mnist.png", losses, x_test, y_test, probabilities)
print(f"picture: {picture}")
print(f"test accuracy: {float(accuracy.result()):.4f}")
