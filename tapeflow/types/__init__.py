"""`tf.types`: what functions take and are, for annotations."""

from tapeflow.types import experimental as experimental
