"""`tf.distribute`: scripts written for several devices, on one."""

from tapeflow.distribute import experimental as experimental
from tapeflow.distribute.communication import InputReplicationMode as InputReplicationMode
from tapeflow.distribute.communication import RunOptions as RunOptions
from tapeflow.distribute.context import ReplicaContext as ReplicaContext
from tapeflow.distribute.context import get_replica_context as get_replica_context
from tapeflow.distribute.context import get_strategy as get_strategy
from tapeflow.distribute.context import has_strategy as has_strategy
from tapeflow.distribute.context import in_cross_replica_context as in_cross_replica_context
from tapeflow.distribute.cross_device import CrossDeviceOps as CrossDeviceOps
from tapeflow.distribute.cross_device import (
    HierarchicalCopyAllReduce as HierarchicalCopyAllReduce,
)
from tapeflow.distribute.cross_device import NcclAllReduce as NcclAllReduce
from tapeflow.distribute.cross_device import ReductionToOneDevice as ReductionToOneDevice
from tapeflow.distribute.input_context import InputContext as InputContext
from tapeflow.distribute.input_context import InputOptions as InputOptions
from tapeflow.distribute.reduce_op import ReduceOp as ReduceOp
from tapeflow.distribute.strategies import MirroredStrategy as MirroredStrategy
from tapeflow.distribute.strategies import (
    MultiWorkerMirroredStrategy as MultiWorkerMirroredStrategy,
)
from tapeflow.distribute.strategies import OneDeviceStrategy as OneDeviceStrategy
from tapeflow.distribute.strategy import Strategy as Strategy
