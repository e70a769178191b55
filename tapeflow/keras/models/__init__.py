"""`tf.keras.models`: layers put together."""

from tapeflow.keras.models.functional import Functional as Functional
from tapeflow.keras.models.model import Model as Model
from tapeflow.keras.models.sequential import Sequential as Sequential
from tapeflow.keras.saving import load_model as load_model
from tapeflow.keras.saving import save_model as save_model
