"""`tf.keras`."""

from tapeflow.keras import activations as activations
from tapeflow.keras import backend as backend
from tapeflow.keras import constraints as constraints
from tapeflow.keras import datasets as datasets
from tapeflow.keras import initializers as initializers
from tapeflow.keras import layers as layers
from tapeflow.keras import losses as losses
from tapeflow.keras import metrics as metrics
from tapeflow.keras import models as models
from tapeflow.keras import optimizers as optimizers
from tapeflow.keras import random as random
from tapeflow.keras import regularizers as regularizers
from tapeflow.keras import saving as saving
from tapeflow.keras import utils as utils
from tapeflow.keras.dtype_policy import DTypePolicy as DTypePolicy
from tapeflow.keras.initializers import Initializer as Initializer
from tapeflow.keras.layers import Input as Input
from tapeflow.keras.layers import InputSpec as InputSpec
from tapeflow.keras.layers import Layer as Layer
from tapeflow.keras.losses import Loss as Loss
from tapeflow.keras.metrics import Metric as Metric
from tapeflow.keras.models import Model as Model
from tapeflow.keras.models import Sequential as Sequential
from tapeflow.keras.optimizers import Optimizer as Optimizer
from tapeflow.keras.regularizers import Regularizer as Regularizer
