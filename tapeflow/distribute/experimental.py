"""`tf.distribute.experimental`: strategies by their old names."""

from tapeflow.distribute.communication import (
    CommunicationImplementation as CollectiveCommunication,
)
from tapeflow.distribute.communication import CommunicationOptions as CollectiveHints
from tapeflow.distribute.communication import (
    CommunicationImplementation as CommunicationImplementation,
)
from tapeflow.distribute.communication import CommunicationOptions as CommunicationOptions
from tapeflow.distribute.strategies import CentralStorageStrategy as CentralStorageStrategy
from tapeflow.distribute.strategies import (
    MultiWorkerMirroredStrategy as MultiWorkerMirroredStrategy,
)
