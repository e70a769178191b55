"""`tf.train`: checkpoints of variables and of all that holds them."""

from tapeflow.train.checkpoint import Checkpoint as Checkpoint
from tapeflow.train.checkpoint_manager import CheckpointManager as CheckpointManager
from tapeflow.train.checkpoint_options import CheckpointOptions as CheckpointOptions
from tapeflow.train.checkpoint_state import get_checkpoint_state as get_checkpoint_state
from tapeflow.train.checkpoint_state import latest_checkpoint as latest_checkpoint
from tapeflow.train.reader import list_variables as list_variables
from tapeflow.train.reader import load_checkpoint as load_checkpoint
from tapeflow.train.reader import load_variable as load_variable
