"""`tf.keras.models`: layers put together."""

from tapeflow.keras.models.model import Model as Model
from tapeflow.keras.models.sequential import Sequential as Sequential
