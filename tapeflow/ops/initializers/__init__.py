"""What weights are at first: Keras 3's initializers and TensorFlow's own, with the same numbers."""

from tapeflow.ops.initializers.constants import Constant as Constant
from tapeflow.ops.initializers.constants import Constant as constant
from tapeflow.ops.initializers.constants import Identity as Identity
from tapeflow.ops.initializers.constants import Identity as IdentityInitializer
from tapeflow.ops.initializers.constants import Identity as identity
from tapeflow.ops.initializers.constants import Ones as Ones
from tapeflow.ops.initializers.constants import Ones as ones
from tapeflow.ops.initializers.constants import Zeros as Zeros
from tapeflow.ops.initializers.constants import Zeros as zeros
from tapeflow.ops.initializers.initializer import Initializer as Initializer
from tapeflow.ops.initializers.initializer import set_default_dtype as set_default_dtype
from tapeflow.ops.initializers.lookup import deserialize as deserialize
from tapeflow.ops.initializers.lookup import get as get
from tapeflow.ops.initializers.lookup import serialize as serialize
from tapeflow.ops.initializers.orthogonal import Orthogonal as Orthogonal
from tapeflow.ops.initializers.orthogonal import Orthogonal as OrthogonalInitializer
from tapeflow.ops.initializers.orthogonal import Orthogonal as orthogonal
from tapeflow.ops.initializers.random_initializers import RandomNormal as RandomNormal
from tapeflow.ops.initializers.random_initializers import RandomNormal as random_normal
from tapeflow.ops.initializers.random_initializers import RandomUniform as RandomUniform
from tapeflow.ops.initializers.random_initializers import RandomUniform as random_uniform
from tapeflow.ops.initializers.random_initializers import TruncatedNormal as TruncatedNormal
from tapeflow.ops.initializers.random_initializers import TruncatedNormal as truncated_normal
from tapeflow.ops.initializers.stft import STFT as STFT
from tapeflow.ops.initializers.stft import STFT as STFTInitializer
from tapeflow.ops.initializers.stft import STFT as stft
from tapeflow.ops.initializers.tensorflow_initializers import (
    constant_initializer as constant_initializer,
)
from tapeflow.ops.initializers.tensorflow_initializers import ones_initializer as ones_initializer
from tapeflow.ops.initializers.tensorflow_initializers import (
    random_normal_initializer as random_normal_initializer,
)
from tapeflow.ops.initializers.tensorflow_initializers import (
    random_uniform_initializer as random_uniform_initializer,
)
from tapeflow.ops.initializers.tensorflow_initializers import zeros_initializer as zeros_initializer
from tapeflow.ops.initializers.variance_scaling import GlorotNormal as GlorotNormal
from tapeflow.ops.initializers.variance_scaling import GlorotNormal as glorot_normal
from tapeflow.ops.initializers.variance_scaling import GlorotUniform as GlorotUniform
from tapeflow.ops.initializers.variance_scaling import GlorotUniform as glorot_uniform
from tapeflow.ops.initializers.variance_scaling import HeNormal as HeNormal
from tapeflow.ops.initializers.variance_scaling import HeNormal as he_normal
from tapeflow.ops.initializers.variance_scaling import HeUniform as HeUniform
from tapeflow.ops.initializers.variance_scaling import HeUniform as he_uniform
from tapeflow.ops.initializers.variance_scaling import LecunNormal as LecunNormal
from tapeflow.ops.initializers.variance_scaling import LecunNormal as lecun_normal
from tapeflow.ops.initializers.variance_scaling import LecunUniform as LecunUniform
from tapeflow.ops.initializers.variance_scaling import LecunUniform as lecun_uniform
from tapeflow.ops.initializers.variance_scaling import VarianceScaling as VarianceScaling
from tapeflow.ops.initializers.variance_scaling import VarianceScaling as variance_scaling

# The names of `tf.initializers` and `tf.keras.initializers`.
__all__ = [
    "STFT",
    "Constant",
    "GlorotNormal",
    "GlorotUniform",
    "HeNormal",
    "HeUniform",
    "Identity",
    "IdentityInitializer",
    "Initializer",
    "LecunNormal",
    "LecunUniform",
    "Ones",
    "Orthogonal",
    "OrthogonalInitializer",
    "RandomNormal",
    "RandomUniform",
    "STFTInitializer",
    "TruncatedNormal",
    "VarianceScaling",
    "Zeros",
    "constant",
    "deserialize",
    "get",
    "glorot_normal",
    "glorot_uniform",
    "he_normal",
    "he_uniform",
    "identity",
    "lecun_normal",
    "lecun_uniform",
    "ones",
    "orthogonal",
    "random_normal",
    "random_uniform",
    "serialize",
    "stft",
    "truncated_normal",
    "variance_scaling",
    "zeros",
]
