"""`tf.keras.metrics`: numbers gathered over many batches, and the functions they are means of."""

from tapeflow.keras.losses.crossentropy import binary_crossentropy as binary_crossentropy
from tapeflow.keras.losses.crossentropy import categorical_crossentropy as categorical_crossentropy
from tapeflow.keras.losses.crossentropy import (
    sparse_categorical_crossentropy as sparse_categorical_crossentropy,
)
from tapeflow.keras.metrics.accuracy import Accuracy as Accuracy
from tapeflow.keras.metrics.accuracy import BinaryAccuracy as BinaryAccuracy
from tapeflow.keras.metrics.accuracy import CategoricalAccuracy as CategoricalAccuracy
from tapeflow.keras.metrics.accuracy import SparseCategoricalAccuracy as SparseCategoricalAccuracy
from tapeflow.keras.metrics.accuracy import (
    SparseTopKCategoricalAccuracy as SparseTopKCategoricalAccuracy,
)
from tapeflow.keras.metrics.accuracy import TopKCategoricalAccuracy as TopKCategoricalAccuracy
from tapeflow.keras.metrics.at_constraint import PrecisionAtRecall as PrecisionAtRecall
from tapeflow.keras.metrics.at_constraint import RecallAtPrecision as RecallAtPrecision
from tapeflow.keras.metrics.at_constraint import (
    SensitivityAtSpecificity as SensitivityAtSpecificity,
)
from tapeflow.keras.metrics.at_constraint import (
    SpecificityAtSensitivity as SpecificityAtSensitivity,
)
from tapeflow.keras.metrics.auc import AUC as AUC
from tapeflow.keras.metrics.confusion import FalseNegatives as FalseNegatives
from tapeflow.keras.metrics.confusion import FalsePositives as FalsePositives
from tapeflow.keras.metrics.confusion import Precision as Precision
from tapeflow.keras.metrics.confusion import Recall as Recall
from tapeflow.keras.metrics.confusion import TrueNegatives as TrueNegatives
from tapeflow.keras.metrics.confusion import TruePositives as TruePositives
from tapeflow.keras.metrics.correlation import ConcordanceCorrelation as ConcordanceCorrelation
from tapeflow.keras.metrics.correlation import PearsonCorrelation as PearsonCorrelation
from tapeflow.keras.metrics.correlation import R2Score as R2Score
from tapeflow.keras.metrics.crossentropy import BinaryCrossentropy as BinaryCrossentropy
from tapeflow.keras.metrics.crossentropy import CategoricalCrossentropy as CategoricalCrossentropy
from tapeflow.keras.metrics.crossentropy import KLDivergence as KLDivergence
from tapeflow.keras.metrics.crossentropy import Poisson as Poisson
from tapeflow.keras.metrics.crossentropy import (
    SparseCategoricalCrossentropy as SparseCategoricalCrossentropy,
)
from tapeflow.keras.metrics.error import CategoricalHinge as CategoricalHinge
from tapeflow.keras.metrics.error import CosineSimilarity as CosineSimilarity
from tapeflow.keras.metrics.error import Hinge as Hinge
from tapeflow.keras.metrics.error import LogCoshError as LogCoshError
from tapeflow.keras.metrics.error import MeanAbsoluteError as MeanAbsoluteError
from tapeflow.keras.metrics.error import MeanAbsolutePercentageError as MeanAbsolutePercentageError
from tapeflow.keras.metrics.error import MeanSquaredError as MeanSquaredError
from tapeflow.keras.metrics.error import MeanSquaredLogarithmicError as MeanSquaredLogarithmicError
from tapeflow.keras.metrics.error import RootMeanSquaredError as RootMeanSquaredError
from tapeflow.keras.metrics.error import SquaredHinge as SquaredHinge
from tapeflow.keras.metrics.f_score import F1Score as F1Score
from tapeflow.keras.metrics.f_score import FBetaScore as FBetaScore
from tapeflow.keras.metrics.iou import BinaryIoU as BinaryIoU
from tapeflow.keras.metrics.iou import IoU as IoU
from tapeflow.keras.metrics.iou import MeanIoU as MeanIoU
from tapeflow.keras.metrics.iou import OneHotIoU as OneHotIoU
from tapeflow.keras.metrics.iou import OneHotMeanIoU as OneHotMeanIoU
from tapeflow.keras.metrics.mean import Mean as Mean
from tapeflow.keras.metrics.mean import MeanMetricWrapper as MeanMetricWrapper
from tapeflow.keras.metrics.mean import MeanTensor as MeanTensor
from tapeflow.keras.metrics.mean import Sum as Sum
from tapeflow.keras.metrics.metric import Metric as Metric
from tapeflow.keras.metrics.serialization import deserialize as deserialize
from tapeflow.keras.metrics.serialization import get as get
from tapeflow.keras.metrics.serialization import serialize as serialize
from tapeflow.ops.keras_math.accuracy import binary_accuracy as binary_accuracy
from tapeflow.ops.keras_math.accuracy import categorical_accuracy as categorical_accuracy
from tapeflow.ops.keras_math.accuracy import (
    sparse_categorical_accuracy as sparse_categorical_accuracy,
)
from tapeflow.ops.keras_math.accuracy import (
    sparse_top_k_categorical_accuracy as sparse_top_k_categorical_accuracy,
)
from tapeflow.ops.keras_math.accuracy import (
    top_k_categorical_accuracy as top_k_categorical_accuracy,
)
from tapeflow.ops.keras_math.correlation import concordance_correlation as concordance_correlation
from tapeflow.ops.keras_math.correlation import pearson_correlation as pearson_correlation
from tapeflow.ops.keras_math.divergence import kl_divergence as kl_divergence
from tapeflow.ops.keras_math.divergence import poisson as poisson
from tapeflow.ops.keras_math.focal import binary_focal_crossentropy as binary_focal_crossentropy
from tapeflow.ops.keras_math.focal import (
    categorical_focal_crossentropy as categorical_focal_crossentropy,
)
from tapeflow.ops.keras_math.hinge import categorical_hinge as categorical_hinge
from tapeflow.ops.keras_math.hinge import hinge as hinge
from tapeflow.ops.keras_math.hinge import squared_hinge as squared_hinge
from tapeflow.ops.keras_math.regression import huber as huber
from tapeflow.ops.keras_math.regression import log_cosh as log_cosh
from tapeflow.ops.keras_math.regression import mean_absolute_error as mean_absolute_error
from tapeflow.ops.keras_math.regression import (
    mean_absolute_percentage_error as mean_absolute_percentage_error,
)
from tapeflow.ops.keras_math.regression import mean_squared_error as mean_squared_error
from tapeflow.ops.keras_math.regression import (
    mean_squared_logarithmic_error as mean_squared_logarithmic_error,
)

KLD = kld = kullback_leibler_divergence = kl_divergence
MAE = mae = mean_absolute_error
MAPE = mape = mean_absolute_percentage_error
MSE = mse = mean_squared_error
MSLE = msle = mean_squared_logarithmic_error
logcosh = log_cosh
