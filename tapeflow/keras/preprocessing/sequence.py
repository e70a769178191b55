"""`tf.keras.preprocessing.sequence`."""

from tapeflow.keras.utils.pad_sequences import pad_sequences as pad_sequences
