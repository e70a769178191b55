"""`tf.keras.preprocessing.sequence`."""

from tapeflow.keras.preprocessing.timeseries_generator import (
    TimeseriesGenerator as TimeseriesGenerator,
)
from tapeflow.keras.utils.pad_sequences import pad_sequences as pad_sequences
