"""`tf.keras.ops.image`."""

from tapeflow.keras.ops.picture_measures import extract_patches as extract_patches
from tapeflow.keras.ops.picture_measures import extract_patches_3d as extract_patches_3d
from tapeflow.keras.ops.picture_measures import sobel_edges as sobel_edges
from tapeflow.keras.ops.picture_measures import ssim as ssim
from tapeflow.keras.ops.picture_warps import affine_transform as affine_transform
from tapeflow.keras.ops.picture_warps import elastic_transform as elastic_transform
from tapeflow.keras.ops.picture_warps import gaussian_blur as gaussian_blur
from tapeflow.keras.ops.picture_warps import map_coordinates as map_coordinates
from tapeflow.keras.ops.picture_warps import perspective_transform as perspective_transform
from tapeflow.keras.ops.picture_warps import scale_and_translate as scale_and_translate
from tapeflow.keras.ops.pictures import crop_images as crop_images
from tapeflow.keras.ops.pictures import hsv_to_rgb as hsv_to_rgb
from tapeflow.keras.ops.pictures import pad_images as pad_images
from tapeflow.keras.ops.pictures import rgb_to_grayscale as rgb_to_grayscale
from tapeflow.keras.ops.pictures import rgb_to_hsv as rgb_to_hsv
from tapeflow.keras.resize import resize as resize
