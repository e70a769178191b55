"""`tf.keras`."""

from tapeflow.keras import optimizers as optimizers
