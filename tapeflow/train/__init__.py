"""`tf.train`: checkpoints of variables and of all that holds them, and examples."""

from tapeflow.ops.io import BytesList as BytesList
from tapeflow.ops.io import Example as Example
from tapeflow.ops.io import Feature as Feature
from tapeflow.ops.io import FeatureList as FeatureList
from tapeflow.ops.io import FeatureLists as FeatureLists
from tapeflow.ops.io import Features as Features
from tapeflow.ops.io import FloatList as FloatList
from tapeflow.ops.io import Int64List as Int64List
from tapeflow.ops.io import SequenceExample as SequenceExample
from tapeflow.train.checkpoint import Checkpoint as Checkpoint
from tapeflow.train.checkpoint_manager import CheckpointManager as CheckpointManager
from tapeflow.train.checkpoint_options import CheckpointOptions as CheckpointOptions
from tapeflow.train.checkpoint_state import get_checkpoint_state as get_checkpoint_state
from tapeflow.train.checkpoint_state import latest_checkpoint as latest_checkpoint
from tapeflow.train.cluster_spec import ClusterSpec as ClusterSpec
from tapeflow.train.reader import list_variables as list_variables
from tapeflow.train.reader import load_checkpoint as load_checkpoint
from tapeflow.train.reader import load_variable as load_variable
