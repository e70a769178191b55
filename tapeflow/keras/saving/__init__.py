"""Models to files and back, objects as plain data, and the register of the user's classes."""

from tapeflow.keras.saving.array_files import read_arrays as read_arrays
from tapeflow.keras.saving.exchange import export_weights as export_weights
from tapeflow.keras.saving.exchange import import_weights as import_weights
from tapeflow.keras.saving.model_file import load_model as load_model
from tapeflow.keras.saving.model_file import save_model as save_model
from tapeflow.keras.saving.registry import CustomObjectScope as CustomObjectScope
from tapeflow.keras.saving.registry import custom_object_scope as custom_object_scope
from tapeflow.keras.saving.registry import get_custom_objects as get_custom_objects
from tapeflow.keras.saving.registry import get_registered_name as get_registered_name
from tapeflow.keras.saving.registry import get_registered_object as get_registered_object
from tapeflow.keras.saving.registry import (
    register_keras_serializable as register_keras_serializable,
)
from tapeflow.keras.saving.serialization import deserialize_keras_object as deserialize_keras_object
from tapeflow.keras.saving.serialization import serialize_keras_object as serialize_keras_object
from tapeflow.keras.saving.weights import load_weights as load_weights
from tapeflow.keras.saving.weights import save_weights as save_weights
