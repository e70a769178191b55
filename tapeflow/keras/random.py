"""`tf.keras.random`."""

from tapeflow.keras.layers.seeds import SeedGenerator as SeedGenerator
