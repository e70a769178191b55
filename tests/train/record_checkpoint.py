"""Writes `data/tensorflow-1`, a checkpoint of TensorFlow's; run it under the oracle's Python."""

from pathlib import Path

import numpy as np
import tensorflow as tf


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.hidden = tf.keras.layers.Dense(5)

    def call(self, inputs):
        return self.hidden(inputs)


def main() -> None:
    """Trains one step, and saves."""
    net, optimizer = Net(), tf.keras.optimizers.Adam(0.1)
    net(tf.ones([2, 3]))
    net.hidden.set_weights([np.arange(15.0).reshape(3, 5), np.ones(5)])
    optimizer.build(net.trainable_variables)
    numbers = [tf.Variable(np.arange(3).astype(kind)) for kind in ("int64", "uint8", "float16")]
    checkpoint = tf.train.Checkpoint(
        net=net, optimizer=optimizer, step=tf.Variable(7), numbers=numbers
    )
    checkpoint.save(Path(__file__).parent / "data" / "tensorflow")


if __name__ == "__main__":
    main()
