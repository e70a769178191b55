"""`tf.optimizers`: another name of `tf.keras.optimizers`."""

from tapeflow.keras.optimizers import SGD as SGD
from tapeflow.keras.optimizers import Adadelta as Adadelta
from tapeflow.keras.optimizers import Adafactor as Adafactor
from tapeflow.keras.optimizers import Adagrad as Adagrad
from tapeflow.keras.optimizers import Adam as Adam
from tapeflow.keras.optimizers import AdamW as AdamW
from tapeflow.keras.optimizers import Adamax as Adamax
from tapeflow.keras.optimizers import Ftrl as Ftrl
from tapeflow.keras.optimizers import Lamb as Lamb
from tapeflow.keras.optimizers import Lion as Lion
from tapeflow.keras.optimizers import LossScaleOptimizer as LossScaleOptimizer
from tapeflow.keras.optimizers import MultiOptimizer as MultiOptimizer
from tapeflow.keras.optimizers import Muon as Muon
from tapeflow.keras.optimizers import Nadam as Nadam
from tapeflow.keras.optimizers import Optimizer as Optimizer
from tapeflow.keras.optimizers import OptimizerMap as OptimizerMap
from tapeflow.keras.optimizers import RMSprop as RMSprop
from tapeflow.keras.optimizers import ScheduleFreeAdamW as ScheduleFreeAdamW
from tapeflow.keras.optimizers import deserialize as deserialize
from tapeflow.keras.optimizers import get as get
from tapeflow.keras.optimizers import legacy as legacy
from tapeflow.keras.optimizers import schedules as schedules
from tapeflow.keras.optimizers import serialize as serialize
