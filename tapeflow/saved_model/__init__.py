"""`tf.saved_model`: models and modules as artifacts that run without their Python classes."""

from tapeflow.saved_model.load import contains_saved_model as contains_saved_model
from tapeflow.saved_model.load import load as load
from tapeflow.saved_model.options import LoadOptions as LoadOptions
from tapeflow.saved_model.options import SaveOptions as SaveOptions
from tapeflow.saved_model.save import save as save

DEFAULT_SERVING_SIGNATURE_DEF_KEY = "serving_default"
