"""`tf.keras.ops.nn`."""

from tapeflow.keras.activations import celu as celu
from tapeflow.keras.activations import elu as elu
from tapeflow.keras.activations import glu as glu
from tapeflow.keras.activations import hard_shrink as hard_shrink
from tapeflow.keras.activations import hard_sigmoid as hard_sigmoid
from tapeflow.keras.activations import hard_silu as hard_silu
from tapeflow.keras.activations import hard_swish as hard_swish
from tapeflow.keras.activations import hard_tanh as hard_tanh
from tapeflow.keras.activations import leaky_relu as leaky_relu
from tapeflow.keras.activations import log_sigmoid as log_sigmoid
from tapeflow.keras.activations import log_softmax as log_softmax
from tapeflow.keras.activations import relu as relu
from tapeflow.keras.activations import relu6 as relu6
from tapeflow.keras.activations import selu as selu
from tapeflow.keras.activations import sigmoid as sigmoid
from tapeflow.keras.activations import silu as silu
from tapeflow.keras.activations import soft_shrink as soft_shrink
from tapeflow.keras.activations import softmax as softmax
from tapeflow.keras.activations import softplus as softplus
from tapeflow.keras.activations import softsign as softsign
from tapeflow.keras.activations import sparse_plus as sparse_plus
from tapeflow.keras.activations import sparse_sigmoid as sparse_sigmoid
from tapeflow.keras.activations import sparsemax as sparsemax
from tapeflow.keras.activations import squareplus as squareplus
from tapeflow.keras.activations import swish as swish
from tapeflow.keras.activations import tanh_shrink as tanh_shrink
from tapeflow.keras.activations import threshold as threshold
from tapeflow.keras.ops.neural import adaptive_average_pool as adaptive_average_pool
from tapeflow.keras.ops.neural import adaptive_max_pool as adaptive_max_pool
from tapeflow.keras.ops.neural import average_pool as average_pool
from tapeflow.keras.ops.neural import binary_crossentropy as binary_crossentropy
from tapeflow.keras.ops.neural import categorical_crossentropy as categorical_crossentropy
from tapeflow.keras.ops.neural import conv as conv
from tapeflow.keras.ops.neural import conv_transpose as conv_transpose
from tapeflow.keras.ops.neural import ctc_loss as ctc_loss
from tapeflow.keras.ops.neural import depthwise_conv as depthwise_conv
from tapeflow.keras.ops.neural import dot_product_attention as dot_product_attention
from tapeflow.keras.ops.neural import gelu as gelu
from tapeflow.keras.ops.neural import layer_normalization as layer_normalization
from tapeflow.keras.ops.neural import max_pool as max_pool
from tapeflow.keras.ops.neural import moments as moments
from tapeflow.keras.ops.neural import multi_hot as multi_hot
from tapeflow.keras.ops.neural import normalize as normalize
from tapeflow.keras.ops.neural import one_hot as one_hot
from tapeflow.keras.ops.neural import rms_normalization as rms_normalization
from tapeflow.keras.ops.neural import separable_conv as separable_conv
from tapeflow.keras.ops.neural import (
    sparse_categorical_crossentropy as sparse_categorical_crossentropy,
)
from tapeflow.keras.ops.signals import depth_to_space as depth_to_space
from tapeflow.keras.ops.signals import space_to_depth as space_to_depth
from tapeflow.keras.ops.windows import fold as fold
from tapeflow.keras.ops.windows import unfold as unfold
from tapeflow.ops.numpy.nn import batch_normalization as batch_normalization
from tapeflow.ops.numpy.nn import polar as polar
from tapeflow.ops.numpy.nn import psnr as psnr
