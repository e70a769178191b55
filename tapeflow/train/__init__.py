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

from importlib import import_module as _import_module
from typing import TYPE_CHECKING

# Imported when first asked for.
_LATER = {
    "Coordinator": "tapeflow.train.waiting",
    "checkpoints_iterator": "tapeflow.train.waiting",
    "ExponentialMovingAverage": "tapeflow.ops.module.moving_average",
}

if TYPE_CHECKING:
    from tapeflow.train.waiting import Coordinator as Coordinator
    from tapeflow.train.waiting import checkpoints_iterator as checkpoints_iterator
    from tapeflow.ops.module.moving_average import (
        ExponentialMovingAverage as ExponentialMovingAverage,
    )


def __getattr__(name: str):
    if name in _LATER:
        return getattr(_import_module(_LATER[name]), name)
    raise AttributeError(f"module 'tapeflow.train' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_LATER})
