"""`tf.keras.models`: layers put together."""

import tapeflow.keras.models.functional_config  # gives functional models their configs
from tapeflow.keras.models.cloning import clone_model as clone_model
from tapeflow.keras.models.model import Model as Model
from tapeflow.keras.models.model_from_json import model_from_json as model_from_json
from tapeflow.keras.models.sequential import Sequential as Sequential
from tapeflow.keras.saving import load_model as load_model
from tapeflow.keras.saving import save_model as save_model
