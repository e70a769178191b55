"""`tf.data.experimental`."""

from tapeflow.data.cardinality import AUTOTUNE as AUTOTUNE
from tapeflow.data.cardinality import INFINITE_CARDINALITY as INFINITE_CARDINALITY
from tapeflow.data.cardinality import UNKNOWN_CARDINALITY as UNKNOWN_CARDINALITY
