"""`tf.optimizers`: another name of `tf.keras.optimizers`."""

from tapeflow.keras.optimizers import *  # noqa: F403 - the same names, whatever they are
from tapeflow.keras.optimizers import schedules as schedules
