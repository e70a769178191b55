"""`tf.keras.applications.vgg19`."""

from tapeflow.keras.applications.imagenet_utils import decode_predictions as decode_predictions
from tapeflow.keras.applications.modes import to_blue_green_red as preprocess_input
from tapeflow.keras.applications.vgg import VGG19 as VGG19
