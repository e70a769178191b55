"""`tf.keras.optimizers.schedules`: learning rates that depend on the step."""

from tapeflow.keras.optimizers.schedules.cosine_decay import CosineDecay as CosineDecay
from tapeflow.keras.optimizers.schedules.cosine_decay_restarts import (
    CosineDecayRestarts as CosineDecayRestarts,
)
from tapeflow.keras.optimizers.schedules.exponential_decay import (
    ExponentialDecay as ExponentialDecay,
)
from tapeflow.keras.optimizers.schedules.inverse_time_decay import (
    InverseTimeDecay as InverseTimeDecay,
)
from tapeflow.keras.optimizers.schedules.learning_rate_schedule import (
    LearningRateSchedule as LearningRateSchedule,
)
from tapeflow.keras.optimizers.schedules.piecewise_constant_decay import (
    PiecewiseConstantDecay as PiecewiseConstantDecay,
)
from tapeflow.keras.optimizers.schedules.polynomial_decay import PolynomialDecay as PolynomialDecay
from tapeflow.keras.optimizers.schedules.serialization import deserialize as deserialize
from tapeflow.keras.optimizers.schedules.serialization import serialize as serialize
