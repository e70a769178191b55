"""`tf.nn`: activations, losses, convolutions, pooling."""

from tapeflow.ops.nn import avg_pool as avg_pool
from tapeflow.ops.nn import avg_pool1d as avg_pool1d
from tapeflow.ops.nn import avg_pool2d as avg_pool2d
from tapeflow.ops.nn import avg_pool3d as avg_pool3d
from tapeflow.ops.nn import batch_normalization as batch_normalization
from tapeflow.ops.nn import bias_add as bias_add
from tapeflow.ops.nn import compute_average_loss as compute_average_loss
from tapeflow.ops.nn import conv1d as conv1d
from tapeflow.ops.nn import conv2d as conv2d
from tapeflow.ops.nn import conv3d as conv3d
from tapeflow.ops.nn import convolution as convolution
from tapeflow.ops.nn import crelu as crelu
from tapeflow.ops.nn import dropout as dropout
from tapeflow.ops.nn import elu as elu
from tapeflow.ops.nn import embedding_lookup as embedding_lookup
from tapeflow.ops.nn import gelu as gelu
from tapeflow.ops.nn import l2_loss as l2_loss
from tapeflow.ops.nn import l2_normalize as l2_normalize
from tapeflow.ops.nn import leaky_relu as leaky_relu
from tapeflow.ops.nn import log_poisson_loss as log_poisson_loss
from tapeflow.ops.nn import log_softmax as log_softmax
from tapeflow.ops.nn import max_pool as max_pool
from tapeflow.ops.nn import max_pool1d as max_pool1d
from tapeflow.ops.nn import max_pool2d as max_pool2d
from tapeflow.ops.nn import max_pool3d as max_pool3d
from tapeflow.ops.nn import moments as moments
from tapeflow.ops.nn import normalize_moments as normalize_moments
from tapeflow.ops.nn import pool as pool
from tapeflow.ops.nn import relu as relu
from tapeflow.ops.nn import relu6 as relu6
from tapeflow.ops.nn import scale_regularization_loss as scale_regularization_loss
from tapeflow.ops.nn import selu as selu
from tapeflow.ops.nn import sigmoid as sigmoid
from tapeflow.ops.nn import sigmoid_cross_entropy_with_logits as sigmoid_cross_entropy_with_logits
from tapeflow.ops.nn import silu as silu
from tapeflow.ops.nn import softmax as softmax
from tapeflow.ops.nn import softmax_cross_entropy_with_logits as softmax_cross_entropy_with_logits
from tapeflow.ops.nn import softplus as softplus
from tapeflow.ops.nn import softsign as softsign
from tapeflow.ops.nn import (
    sparse_softmax_cross_entropy_with_logits as sparse_softmax_cross_entropy_with_logits,
)
from tapeflow.ops.nn import sufficient_statistics as sufficient_statistics
from tapeflow.ops.nn import swish as swish
from tapeflow.ops.nn import tanh as tanh
from tapeflow.ops.nn import weighted_cross_entropy_with_logits as weighted_cross_entropy_with_logits
from tapeflow.ops.nn import weighted_moments as weighted_moments
