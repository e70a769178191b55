"""`tf.saved_model`: models and modules as artifacts that run without their Python classes."""

from tapeflow.saved_model.constants import ASSETS_DIRECTORY as ASSETS_DIRECTORY
from tapeflow.saved_model.constants import ASSETS_KEY as ASSETS_KEY
from tapeflow.saved_model.constants import CLASSIFY_INPUTS as CLASSIFY_INPUTS
from tapeflow.saved_model.constants import CLASSIFY_METHOD_NAME as CLASSIFY_METHOD_NAME
from tapeflow.saved_model.constants import CLASSIFY_OUTPUT_CLASSES as CLASSIFY_OUTPUT_CLASSES
from tapeflow.saved_model.constants import CLASSIFY_OUTPUT_SCORES as CLASSIFY_OUTPUT_SCORES
from tapeflow.saved_model.constants import DEBUG_DIRECTORY as DEBUG_DIRECTORY
from tapeflow.saved_model.constants import DEBUG_INFO_FILENAME_PB as DEBUG_INFO_FILENAME_PB
from tapeflow.saved_model.constants import GPU as GPU
from tapeflow.saved_model.constants import PREDICT_INPUTS as PREDICT_INPUTS
from tapeflow.saved_model.constants import PREDICT_METHOD_NAME as PREDICT_METHOD_NAME
from tapeflow.saved_model.constants import PREDICT_OUTPUTS as PREDICT_OUTPUTS
from tapeflow.saved_model.constants import REGRESS_INPUTS as REGRESS_INPUTS
from tapeflow.saved_model.constants import REGRESS_METHOD_NAME as REGRESS_METHOD_NAME
from tapeflow.saved_model.constants import REGRESS_OUTPUTS as REGRESS_OUTPUTS
from tapeflow.saved_model.constants import SAVED_MODEL_FILENAME_PB as SAVED_MODEL_FILENAME_PB
from tapeflow.saved_model.constants import SAVED_MODEL_FILENAME_PBTXT as SAVED_MODEL_FILENAME_PBTXT
from tapeflow.saved_model.constants import SAVED_MODEL_SCHEMA_VERSION as SAVED_MODEL_SCHEMA_VERSION
from tapeflow.saved_model.constants import SERVING as SERVING
from tapeflow.saved_model.constants import TPU as TPU
from tapeflow.saved_model.constants import TRAINING as TRAINING
from tapeflow.saved_model.constants import VARIABLES_DIRECTORY as VARIABLES_DIRECTORY
from tapeflow.saved_model.constants import VARIABLES_FILENAME as VARIABLES_FILENAME
from tapeflow.saved_model.load import contains_saved_model as contains_saved_model
from tapeflow.saved_model.load import load as load
from tapeflow.saved_model.options import LoadOptions as LoadOptions
from tapeflow.saved_model.options import SaveOptions as SaveOptions
from tapeflow.saved_model.save import save as save

DEFAULT_SERVING_SIGNATURE_DEF_KEY = "serving_default"
