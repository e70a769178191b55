"""`tf.keras.preprocessing.image`."""

from tapeflow.keras.preprocessing.affine import apply_affine_transform as apply_affine_transform
from tapeflow.keras.preprocessing.image_data_generator import (
    ImageDataGenerator as ImageDataGenerator,
)
from tapeflow.keras.preprocessing.image_iterators import DirectoryIterator as DirectoryIterator
from tapeflow.keras.preprocessing.image_iterators import Iterator as Iterator
from tapeflow.keras.preprocessing.image_iterators import NumpyArrayIterator as NumpyArrayIterator
from tapeflow.keras.utils.image_files import array_to_img as array_to_img
from tapeflow.keras.utils.image_files import img_to_array as img_to_array
from tapeflow.keras.utils.image_files import load_img as load_img
from tapeflow.keras.utils.image_files import save_img as save_img
