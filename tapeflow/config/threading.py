"""`tf.config.threading`."""

from tapeflow.ops.config.switches import (
    get_inter_op_parallelism_threads as get_inter_op_parallelism_threads,
)
from tapeflow.ops.config.switches import (
    get_intra_op_parallelism_threads as get_intra_op_parallelism_threads,
)
from tapeflow.ops.config.switches import (
    set_inter_op_parallelism_threads as set_inter_op_parallelism_threads,
)
from tapeflow.ops.config.switches import (
    set_intra_op_parallelism_threads as set_intra_op_parallelism_threads,
)
