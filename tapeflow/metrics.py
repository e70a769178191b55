"""`tf.metrics`: another name of `tf.keras.metrics`."""

from tapeflow.keras.metrics import Accuracy as Accuracy
from tapeflow.keras.metrics import BinaryAccuracy as BinaryAccuracy
from tapeflow.keras.metrics import BinaryCrossentropy as BinaryCrossentropy
from tapeflow.keras.metrics import CategoricalAccuracy as CategoricalAccuracy
from tapeflow.keras.metrics import CategoricalCrossentropy as CategoricalCrossentropy
from tapeflow.keras.metrics import CategoricalHinge as CategoricalHinge
from tapeflow.keras.metrics import CosineSimilarity as CosineSimilarity
from tapeflow.keras.metrics import Hinge as Hinge
from tapeflow.keras.metrics import KLD as KLD
from tapeflow.keras.metrics import KLDivergence as KLDivergence
from tapeflow.keras.metrics import LogCoshError as LogCoshError
from tapeflow.keras.metrics import MAE as MAE
from tapeflow.keras.metrics import MAPE as MAPE
from tapeflow.keras.metrics import MSE as MSE
from tapeflow.keras.metrics import MSLE as MSLE
from tapeflow.keras.metrics import Mean as Mean
from tapeflow.keras.metrics import MeanAbsoluteError as MeanAbsoluteError
from tapeflow.keras.metrics import MeanAbsolutePercentageError as MeanAbsolutePercentageError
from tapeflow.keras.metrics import MeanMetricWrapper as MeanMetricWrapper
from tapeflow.keras.metrics import MeanSquaredError as MeanSquaredError
from tapeflow.keras.metrics import MeanSquaredLogarithmicError as MeanSquaredLogarithmicError
from tapeflow.keras.metrics import MeanTensor as MeanTensor
from tapeflow.keras.metrics import Metric as Metric
from tapeflow.keras.metrics import Poisson as Poisson
from tapeflow.keras.metrics import RootMeanSquaredError as RootMeanSquaredError
from tapeflow.keras.metrics import SparseCategoricalAccuracy as SparseCategoricalAccuracy
from tapeflow.keras.metrics import SparseCategoricalCrossentropy as SparseCategoricalCrossentropy
from tapeflow.keras.metrics import SparseTopKCategoricalAccuracy as SparseTopKCategoricalAccuracy
from tapeflow.keras.metrics import SquaredHinge as SquaredHinge
from tapeflow.keras.metrics import Sum as Sum
from tapeflow.keras.metrics import TopKCategoricalAccuracy as TopKCategoricalAccuracy
from tapeflow.keras.metrics import binary_accuracy as binary_accuracy
from tapeflow.keras.metrics import binary_crossentropy as binary_crossentropy
from tapeflow.keras.metrics import binary_focal_crossentropy as binary_focal_crossentropy
from tapeflow.keras.metrics import categorical_accuracy as categorical_accuracy
from tapeflow.keras.metrics import categorical_crossentropy as categorical_crossentropy
from tapeflow.keras.metrics import categorical_focal_crossentropy as categorical_focal_crossentropy
from tapeflow.keras.metrics import categorical_hinge as categorical_hinge
from tapeflow.keras.metrics import deserialize as deserialize
from tapeflow.keras.metrics import get as get
from tapeflow.keras.metrics import hinge as hinge
from tapeflow.keras.metrics import huber as huber
from tapeflow.keras.metrics import kl_divergence as kl_divergence
from tapeflow.keras.metrics import kld as kld
from tapeflow.keras.metrics import kullback_leibler_divergence as kullback_leibler_divergence
from tapeflow.keras.metrics import log_cosh as log_cosh
from tapeflow.keras.metrics import logcosh as logcosh
from tapeflow.keras.metrics import mae as mae
from tapeflow.keras.metrics import mape as mape
from tapeflow.keras.metrics import mean_absolute_error as mean_absolute_error
from tapeflow.keras.metrics import mean_absolute_percentage_error as mean_absolute_percentage_error
from tapeflow.keras.metrics import mean_squared_error as mean_squared_error
from tapeflow.keras.metrics import mean_squared_logarithmic_error as mean_squared_logarithmic_error
from tapeflow.keras.metrics import mse as mse
from tapeflow.keras.metrics import msle as msle
from tapeflow.keras.metrics import poisson as poisson
from tapeflow.keras.metrics import serialize as serialize
from tapeflow.keras.metrics import sparse_categorical_accuracy as sparse_categorical_accuracy
from tapeflow.keras.metrics import (
    sparse_categorical_crossentropy as sparse_categorical_crossentropy,
)
from tapeflow.keras.metrics import (
    sparse_top_k_categorical_accuracy as sparse_top_k_categorical_accuracy,
)
from tapeflow.keras.metrics import squared_hinge as squared_hinge
from tapeflow.keras.metrics import top_k_categorical_accuracy as top_k_categorical_accuracy
