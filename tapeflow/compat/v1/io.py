"""`tf.compat.v1.io`: reading TFRecord files one record at a time."""

from tapeflow.ops.io import tf_record_iterator as tf_record_iterator
