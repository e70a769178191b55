"""`tf.initializers`, the same as `tf.keras.initializers`."""

from tapeflow.ops.initializers import *  # noqa: F403 - one list of names, kept there
from tapeflow.ops.initializers import __all__ as __all__
