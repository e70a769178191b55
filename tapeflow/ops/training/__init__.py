"""Many steps of training or evaluation as one op."""

from tapeflow.ops.training.batch_loop import BatchLoop as BatchLoop
from tapeflow.ops.training.batch_map import BatchMap as BatchMap
from tapeflow.ops.training.resident import host_is_device as host_is_device
from tapeflow.ops.training.resident import resident as resident
