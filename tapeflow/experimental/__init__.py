"""`tf.experimental`."""

from tapeflow.experimental import numpy as numpy
