"""`tf.lookup.experimental`: tables that can be changed."""

from tapeflow.ops.lookup import DenseHashTable as DenseHashTable
from tapeflow.ops.lookup import MutableHashTable as MutableHashTable
