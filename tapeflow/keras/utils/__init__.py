"""`tf.keras.utils`."""

from tapeflow.keras.backend import clear_session as clear_session
from tapeflow.keras.saving import CustomObjectScope as CustomObjectScope
from tapeflow.keras.saving import custom_object_scope as custom_object_scope
from tapeflow.keras.saving import deserialize_keras_object as deserialize_keras_object
from tapeflow.keras.saving import get_custom_objects as get_custom_objects
from tapeflow.keras.saving import get_registered_name as get_registered_name
from tapeflow.keras.saving import get_registered_object as get_registered_object
from tapeflow.keras.saving import register_keras_serializable as register_keras_serializable
from tapeflow.keras.saving import serialize_keras_object as serialize_keras_object
from tapeflow.keras.utils.get_file import get_file as get_file
from tapeflow.keras.utils.normalize import normalize as normalize
from tapeflow.keras.utils.plot_model import plot_model as plot_model
from tapeflow.keras.utils.progbar import Progbar as Progbar
from tapeflow.keras.utils.sample_weight_data import (
    pack_x_y_sample_weight as pack_x_y_sample_weight,
)
from tapeflow.keras.utils.sample_weight_data import (
    unpack_x_y_sample_weight as unpack_x_y_sample_weight,
)
from tapeflow.keras.utils.set_random_seed import set_random_seed as set_random_seed
from tapeflow.keras.utils.to_categorical import to_categorical as to_categorical
