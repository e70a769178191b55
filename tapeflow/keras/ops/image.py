"""`tf.keras.ops.image`."""

from tapeflow.keras.ops.pictures import crop_images as crop_images
from tapeflow.keras.ops.pictures import hsv_to_rgb as hsv_to_rgb
from tapeflow.keras.ops.pictures import pad_images as pad_images
from tapeflow.keras.resize import resize as resize
from tapeflow.keras.ops.pictures import rgb_to_grayscale as rgb_to_grayscale
from tapeflow.keras.ops.pictures import rgb_to_hsv as rgb_to_hsv
