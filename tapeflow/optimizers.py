"""`tf.optimizers`: another name of `tf.keras.optimizers`."""

from tapeflow.keras.optimizers import Adadelta as Adadelta
from tapeflow.keras.optimizers import Adagrad as Adagrad
from tapeflow.keras.optimizers import Adam as Adam
from tapeflow.keras.optimizers import AdamW as AdamW
from tapeflow.keras.optimizers import Adamax as Adamax
from tapeflow.keras.optimizers import Ftrl as Ftrl
from tapeflow.keras.optimizers import Lion as Lion
from tapeflow.keras.optimizers import Nadam as Nadam
from tapeflow.keras.optimizers import Optimizer as Optimizer
from tapeflow.keras.optimizers import RMSprop as RMSprop
from tapeflow.keras.optimizers import SGD as SGD
from tapeflow.keras.optimizers import deserialize as deserialize
from tapeflow.keras.optimizers import get as get
from tapeflow.keras.optimizers import schedules as schedules
from tapeflow.keras.optimizers import serialize as serialize
