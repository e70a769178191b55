"""Boxes around things in pictures: `tf.keras.utils.bounding_boxes`, and what image layers need."""

from tapeflow.keras.bounding_boxes.deltas import decode_deltas_to_boxes as decode_deltas_to_boxes
from tapeflow.keras.bounding_boxes.deltas import encode_box_to_deltas as encode_box_to_deltas
from tapeflow.keras.bounding_boxes.dense import dense_boxes as dense_boxes
from tapeflow.keras.bounding_boxes.formats import clip_to_image_size as clip_to_image_size
from tapeflow.keras.bounding_boxes.formats import convert_format as convert_format
from tapeflow.keras.bounding_boxes.moves import affine_transform as affine_transform
from tapeflow.keras.bounding_boxes.moves import around_points as around_points
from tapeflow.keras.bounding_boxes.moves import corners as corners
from tapeflow.keras.bounding_boxes.moves import crop as crop
from tapeflow.keras.bounding_boxes.moves import pad as pad
from tapeflow.keras.bounding_boxes.overlap import compute_ciou as compute_ciou
from tapeflow.keras.bounding_boxes.overlap import compute_iou as compute_iou
