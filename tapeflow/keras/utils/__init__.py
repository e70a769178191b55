"""`tf.keras.utils`."""

from importlib import import_module as _import_module
from typing import TYPE_CHECKING

from tapeflow.keras.switches import disable_interactive_logging as disable_interactive_logging
from tapeflow.keras.switches import enable_interactive_logging as enable_interactive_logging
from tapeflow.keras.switches import is_interactive_logging_enabled as is_interactive_logging_enabled
from tapeflow.keras.backend import clear_session as clear_session
from tapeflow.keras.saving import CustomObjectScope as CustomObjectScope
from tapeflow.keras.saving import custom_object_scope as custom_object_scope
from tapeflow.keras.saving import deserialize_keras_object as deserialize_keras_object
from tapeflow.keras.saving import get_custom_objects as get_custom_objects
from tapeflow.keras.saving import get_registered_name as get_registered_name
from tapeflow.keras.saving import get_registered_object as get_registered_object
from tapeflow.keras.saving import register_keras_serializable as register_keras_serializable
from tapeflow.keras.saving import serialize_keras_object as serialize_keras_object
from tapeflow.keras.utils.audio_dataset import (
    audio_dataset_from_directory as audio_dataset_from_directory,
)
from tapeflow.keras.utils.config import Config as Config
from tapeflow.keras.utils import legacy as legacy
from tapeflow.keras.utils.get_file import get_file as get_file
from tapeflow.keras.symbolic import get_source_inputs as get_source_inputs
from tapeflow.keras.symbolic import is_keras_tensor as is_keras_tensor
from tapeflow.keras.utils.model_to_dot import model_to_dot as model_to_dot
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
from tapeflow.keras.utils.image_files import array_to_img as array_to_img
from tapeflow.keras.utils.image_files import img_to_array as img_to_array
from tapeflow.keras.utils.image_files import load_img as load_img
from tapeflow.keras.utils.image_files import save_img as save_img
from tapeflow.keras.utils.pad_sequences import pad_sequences as pad_sequences
from tapeflow.keras.utils.py_dataset import PyDataset as PyDataset
from tapeflow.keras.utils.py_dataset import PyDataset as Sequence

# Imported when first asked for, as `tf.data` is.
_LATER = {
    "image_dataset_from_directory": "image_dataset",
    "FeatureSpace": "tapeflow.keras.layers.preprocessing.feature_space",
    "split_dataset": "dataset_split",
    "standardize_dtype": "tapeflow.keras.old_backend",
    "text_dataset_from_directory": "text_dataset",
    "timeseries_dataset_from_array": "timeseries_dataset",
}

if TYPE_CHECKING:
    from tapeflow.keras.utils import bounding_boxes as bounding_boxes
    from tapeflow.keras.old_backend import standardize_dtype as standardize_dtype
    from tapeflow.keras.layers.preprocessing.feature_space import FeatureSpace as FeatureSpace
    from tapeflow.keras.utils.image_dataset import (
        image_dataset_from_directory as image_dataset_from_directory,
    )
    from tapeflow.keras.utils.dataset_split import split_dataset as split_dataset
    from tapeflow.keras.utils.text_dataset import (
        text_dataset_from_directory as text_dataset_from_directory,
    )
    from tapeflow.keras.utils.timeseries_dataset import (
        timeseries_dataset_from_array as timeseries_dataset_from_array,
    )


def __getattr__(name: str):
    if name == "bounding_boxes":
        return _import_module(f"{__name__}.{name}")
    if name in _LATER:
        found = _LATER[name]
        page = found if "." in found else f"{__name__}.{found}"
        return getattr(_import_module(page), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_LATER, "bounding_boxes"})
