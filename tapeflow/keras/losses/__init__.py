"""`tf.keras.losses`: functions give every example's loss, objects reduce them to one number."""

from tapeflow.keras.losses.circle_loss import Circle as Circle
from tapeflow.keras.losses.circle_loss import circle as circle
from tapeflow.keras.losses.crossentropy import BinaryCrossentropy as BinaryCrossentropy
from tapeflow.keras.losses.crossentropy import CategoricalCrossentropy as CategoricalCrossentropy
from tapeflow.keras.losses.crossentropy import (
    SparseCategoricalCrossentropy as SparseCategoricalCrossentropy,
)
from tapeflow.keras.losses.crossentropy import binary_crossentropy as binary_crossentropy
from tapeflow.keras.losses.crossentropy import categorical_crossentropy as categorical_crossentropy
from tapeflow.keras.losses.crossentropy import (
    sparse_categorical_crossentropy as sparse_categorical_crossentropy,
)
from tapeflow.keras.losses.ctc_loss import CTC as CTC
from tapeflow.keras.losses.ctc_loss import ctc as ctc
from tapeflow.keras.losses.divergence import KLDivergence as KLDivergence
from tapeflow.keras.losses.divergence import Poisson as Poisson
from tapeflow.keras.losses.focal import BinaryFocalCrossentropy as BinaryFocalCrossentropy
from tapeflow.keras.losses.focal import CategoricalFocalCrossentropy as CategoricalFocalCrossentropy
from tapeflow.keras.losses.generalized_crossentropy import (
    CategoricalGeneralizedCrossEntropy as CategoricalGeneralizedCrossEntropy,
)
from tapeflow.keras.losses.generalized_crossentropy import (
    categorical_generalized_cross_entropy as categorical_generalized_cross_entropy,
)
from tapeflow.keras.losses.hinge import CategoricalHinge as CategoricalHinge
from tapeflow.keras.losses.hinge import Hinge as Hinge
from tapeflow.keras.losses.hinge import SquaredHinge as SquaredHinge
from tapeflow.keras.losses.loss import Loss as Loss
from tapeflow.keras.losses.overlap import Dice as Dice
from tapeflow.keras.losses.overlap import Tversky as Tversky
from tapeflow.keras.losses.reduction import Reduction as Reduction
from tapeflow.keras.losses.regression import CosineSimilarity as CosineSimilarity
from tapeflow.keras.losses.regression import Huber as Huber
from tapeflow.keras.losses.regression import LogCosh as LogCosh
from tapeflow.keras.losses.regression import MeanAbsoluteError as MeanAbsoluteError
from tapeflow.keras.losses.regression import (
    MeanAbsolutePercentageError as MeanAbsolutePercentageError,
)
from tapeflow.keras.losses.regression import MeanSquaredError as MeanSquaredError
from tapeflow.keras.losses.regression import (
    MeanSquaredLogarithmicError as MeanSquaredLogarithmicError,
)
from tapeflow.keras.losses.serialization import deserialize as deserialize
from tapeflow.keras.losses.serialization import get as get
from tapeflow.keras.losses.serialization import serialize as serialize
from tapeflow.ops.keras_math.dice import dice as dice
from tapeflow.ops.keras_math.dice import tversky as tversky
from tapeflow.ops.keras_math.divergence import kl_divergence as kl_divergence
from tapeflow.ops.keras_math.divergence import poisson as poisson
from tapeflow.ops.keras_math.focal import binary_focal_crossentropy as binary_focal_crossentropy
from tapeflow.ops.keras_math.focal import (
    categorical_focal_crossentropy as categorical_focal_crossentropy,
)
from tapeflow.ops.keras_math.hinge import categorical_hinge as categorical_hinge
from tapeflow.ops.keras_math.hinge import hinge as hinge
from tapeflow.ops.keras_math.hinge import squared_hinge as squared_hinge
from tapeflow.ops.keras_math.regression import cosine_similarity as cosine_similarity
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
