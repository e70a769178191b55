"""`tf.keras.applications.resnet50`."""

from tapeflow.keras.applications.imagenet_utils import decode_predictions as decode_predictions
from tapeflow.keras.applications.modes import to_blue_green_red as preprocess_input
from tapeflow.keras.applications.resnet import ResNet50 as ResNet50
