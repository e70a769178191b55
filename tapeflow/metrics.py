"""`tf.metrics`: another name of `tf.keras.metrics`."""

from tapeflow.keras.metrics import *  # noqa: F403 - the same names, whatever they are
