"""`tf.keras`."""

from tapeflow.keras import datasets as datasets
from tapeflow.keras import losses as losses
from tapeflow.keras import metrics as metrics
from tapeflow.keras import optimizers as optimizers
