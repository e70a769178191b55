"""`tf.keras.distillation`: training a small model on what a large one says."""

from tapeflow.keras.distillation.distiller import Distiller as Distiller
from tapeflow.keras.distillation.losses import DistillationLoss as DistillationLoss
from tapeflow.keras.distillation.losses import FeatureDistillation as FeatureDistillation
from tapeflow.keras.distillation.losses import LogitsDistillation as LogitsDistillation
