"""`tf.losses`: another name of `tf.keras.losses`."""

from tapeflow.keras.losses import CTC as CTC
from tapeflow.keras.losses import KLD as KLD
from tapeflow.keras.losses import MAE as MAE
from tapeflow.keras.losses import MAPE as MAPE
from tapeflow.keras.losses import MSE as MSE
from tapeflow.keras.losses import MSLE as MSLE
from tapeflow.keras.losses import BinaryCrossentropy as BinaryCrossentropy
from tapeflow.keras.losses import BinaryFocalCrossentropy as BinaryFocalCrossentropy
from tapeflow.keras.losses import CategoricalCrossentropy as CategoricalCrossentropy
from tapeflow.keras.losses import CategoricalFocalCrossentropy as CategoricalFocalCrossentropy
from tapeflow.keras.losses import (
    CategoricalGeneralizedCrossEntropy as CategoricalGeneralizedCrossEntropy,
)
from tapeflow.keras.losses import CategoricalHinge as CategoricalHinge
from tapeflow.keras.losses import Circle as Circle
from tapeflow.keras.losses import CosineSimilarity as CosineSimilarity
from tapeflow.keras.losses import Dice as Dice
from tapeflow.keras.losses import Hinge as Hinge
from tapeflow.keras.losses import Huber as Huber
from tapeflow.keras.losses import KLDivergence as KLDivergence
from tapeflow.keras.losses import LogCosh as LogCosh
from tapeflow.keras.losses import Loss as Loss
from tapeflow.keras.losses import MeanAbsoluteError as MeanAbsoluteError
from tapeflow.keras.losses import MeanAbsolutePercentageError as MeanAbsolutePercentageError
from tapeflow.keras.losses import MeanSquaredError as MeanSquaredError
from tapeflow.keras.losses import MeanSquaredLogarithmicError as MeanSquaredLogarithmicError
from tapeflow.keras.losses import Poisson as Poisson
from tapeflow.keras.losses import Reduction as Reduction
from tapeflow.keras.losses import SparseCategoricalCrossentropy as SparseCategoricalCrossentropy
from tapeflow.keras.losses import SquaredHinge as SquaredHinge
from tapeflow.keras.losses import Tversky as Tversky
from tapeflow.keras.losses import binary_crossentropy as binary_crossentropy
from tapeflow.keras.losses import binary_focal_crossentropy as binary_focal_crossentropy
from tapeflow.keras.losses import categorical_crossentropy as categorical_crossentropy
from tapeflow.keras.losses import categorical_focal_crossentropy as categorical_focal_crossentropy
from tapeflow.keras.losses import (
    categorical_generalized_cross_entropy as categorical_generalized_cross_entropy,
)
from tapeflow.keras.losses import categorical_hinge as categorical_hinge
from tapeflow.keras.losses import circle as circle
from tapeflow.keras.losses import cosine_similarity as cosine_similarity
from tapeflow.keras.losses import ctc as ctc
from tapeflow.keras.losses import deserialize as deserialize
from tapeflow.keras.losses import dice as dice
from tapeflow.keras.losses import get as get
from tapeflow.keras.losses import hinge as hinge
from tapeflow.keras.losses import huber as huber
from tapeflow.keras.losses import kl_divergence as kl_divergence
from tapeflow.keras.losses import kld as kld
from tapeflow.keras.losses import kullback_leibler_divergence as kullback_leibler_divergence
from tapeflow.keras.losses import log_cosh as log_cosh
from tapeflow.keras.losses import logcosh as logcosh
from tapeflow.keras.losses import mae as mae
from tapeflow.keras.losses import mape as mape
from tapeflow.keras.losses import mean_absolute_error as mean_absolute_error
from tapeflow.keras.losses import mean_absolute_percentage_error as mean_absolute_percentage_error
from tapeflow.keras.losses import mean_squared_error as mean_squared_error
from tapeflow.keras.losses import mean_squared_logarithmic_error as mean_squared_logarithmic_error
from tapeflow.keras.losses import mse as mse
from tapeflow.keras.losses import msle as msle
from tapeflow.keras.losses import poisson as poisson
from tapeflow.keras.losses import serialize as serialize
from tapeflow.keras.losses import sparse_categorical_crossentropy as sparse_categorical_crossentropy
from tapeflow.keras.losses import squared_hinge as squared_hinge
from tapeflow.keras.losses import tversky as tversky
