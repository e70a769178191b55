"""`tf.keras.preprocessing`."""

from typing import TYPE_CHECKING

from tapeflow.keras import utils as _utils
from tapeflow.keras.preprocessing import image as image
from tapeflow.keras.preprocessing import sequence as sequence
from tapeflow.keras.preprocessing import text as text

if TYPE_CHECKING:
    from tapeflow.keras.utils import image_dataset_from_directory as image_dataset_from_directory
    from tapeflow.keras.utils import text_dataset_from_directory as text_dataset_from_directory
    from tapeflow.keras.utils import timeseries_dataset_from_array as timeseries_dataset_from_array

# Imported when first asked for, as `tf.data` is.
_LATER = (
    "image_dataset_from_directory",
    "text_dataset_from_directory",
    "timeseries_dataset_from_array",
)


def __getattr__(name: str):
    if name in _LATER:
        return getattr(_utils, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_LATER})
