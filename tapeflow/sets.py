"""`tf.sets`: the rows of the last axis as sets."""

from tapeflow.ops.sparse.sets import difference as difference
from tapeflow.ops.sparse.sets import intersection as intersection
from tapeflow.ops.sparse.sets import size as size
from tapeflow.ops.sparse.sets import union as union
