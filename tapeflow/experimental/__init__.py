"""`tf.experimental`."""

from tapeflow.experimental import numpy as numpy
from tapeflow.explain.recorder import recorder as recorder
