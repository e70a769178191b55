"""`tf.keras.preprocessing.image`."""

from tapeflow.keras.preprocessing.affine import apply_affine_transform as apply_affine_transform
from tapeflow.keras.preprocessing.image_data_generator import (
    ImageDataGenerator as ImageDataGenerator,
)
from tapeflow.keras.preprocessing.image_iterators import DirectoryIterator as DirectoryIterator
from tapeflow.keras.preprocessing.image_iterators import Iterator as Iterator
from tapeflow.keras.preprocessing.image_iterators import NumpyArrayIterator as NumpyArrayIterator
from tapeflow.keras.preprocessing.random_shifts import (
    apply_brightness_shift as apply_brightness_shift,
)
from tapeflow.keras.preprocessing.random_shifts import apply_channel_shift as apply_channel_shift
from tapeflow.keras.preprocessing.random_shifts import random_brightness as random_brightness
from tapeflow.keras.preprocessing.random_shifts import random_channel_shift as random_channel_shift
from tapeflow.keras.preprocessing.random_shifts import random_rotation as random_rotation
from tapeflow.keras.preprocessing.random_shifts import random_shear as random_shear
from tapeflow.keras.preprocessing.random_shifts import random_shift as random_shift
from tapeflow.keras.preprocessing.random_shifts import random_zoom as random_zoom
from tapeflow.keras.preprocessing.smart_resize import smart_resize as smart_resize
from tapeflow.keras.utils.image_files import array_to_img as array_to_img
from tapeflow.keras.utils.image_files import img_to_array as img_to_array
from tapeflow.keras.utils.image_files import load_img as load_img
from tapeflow.keras.utils.image_files import save_img as save_img
