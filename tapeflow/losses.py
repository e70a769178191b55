"""`tf.losses`: another name of `tf.keras.losses`."""

from tapeflow.keras.losses import *  # noqa: F403 - the same names, whatever they are
