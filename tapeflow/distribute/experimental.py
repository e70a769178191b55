"""`tf.distribute.experimental`: strategies by their old names."""

from tapeflow.distribute.strategies import CentralStorageStrategy as CentralStorageStrategy
from tapeflow.distribute.strategies import (
    MultiWorkerMirroredStrategy as MultiWorkerMirroredStrategy,
)
