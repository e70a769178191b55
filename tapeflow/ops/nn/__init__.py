"""Neural-network ops: activations, losses, convolutions, pooling, normalization."""

from tapeflow.ops.nn.batch_norm import batch_norm_train as batch_norm_train
from tapeflow.ops.nn.batch_norm import batch_normalization as batch_normalization
from tapeflow.ops.nn.bias_add import bias_add as bias_add
from tapeflow.ops.nn.conv2d import conv1d as conv1d
from tapeflow.ops.nn.conv2d import conv2d as conv2d
from tapeflow.ops.nn.conv2d import conv3d as conv3d
from tapeflow.ops.nn.conv2d import convolution as convolution
from tapeflow.ops.nn.convolution import convolution as fused_convolution
from tapeflow.ops.nn.cross_entropy import log_poisson_loss as log_poisson_loss
from tapeflow.ops.nn.cross_entropy import (
    sigmoid_cross_entropy_with_logits as sigmoid_cross_entropy_with_logits,
)
from tapeflow.ops.nn.cross_entropy import (
    softmax_cross_entropy_with_logits as softmax_cross_entropy_with_logits,
)
from tapeflow.ops.nn.cross_entropy import (
    weighted_cross_entropy_with_logits as weighted_cross_entropy_with_logits,
)
from tapeflow.ops.nn.dense import dense as dense
from tapeflow.ops.nn.dropout import dropout as dropout
from tapeflow.ops.nn.dropout import seeded_dropout as seeded_dropout
from tapeflow.ops.nn.elu import elu as elu
from tapeflow.ops.nn.elu import selu as selu
from tapeflow.ops.nn.elu import softplus as softplus
from tapeflow.ops.nn.elu import softsign as softsign
from tapeflow.ops.nn.embedding import embedding as embedding
from tapeflow.ops.nn.embedding import embedding_lookup as embedding_lookup
from tapeflow.ops.nn.gelu import gelu as gelu
from tapeflow.ops.nn.gru import gru as gru
from tapeflow.ops.nn.gru import gru_cell as gru_cell
from tapeflow.ops.nn.keras_crossentropy import (
    keras_binary_crossentropy as keras_binary_crossentropy,
)
from tapeflow.ops.nn.keras_crossentropy import (
    keras_categorical_crossentropy as keras_categorical_crossentropy,
)
from tapeflow.ops.nn.keras_crossentropy import (
    keras_sparse_categorical_crossentropy as keras_sparse_categorical_crossentropy,
)
from tapeflow.ops.nn.l2 import l2_loss as l2_loss
from tapeflow.ops.nn.l2 import l2_normalize as l2_normalize
from tapeflow.ops.nn.loss_scaling import compute_average_loss as compute_average_loss
from tapeflow.ops.nn.loss_scaling import scale_regularization_loss as scale_regularization_loss
from tapeflow.ops.nn.lstm import lstm as lstm
from tapeflow.ops.nn.lstm import lstm_cell as lstm_cell
from tapeflow.ops.nn.moments import moments as moments
from tapeflow.ops.nn.moments import normalize_moments as normalize_moments
from tapeflow.ops.nn.moments import sufficient_statistics as sufficient_statistics
from tapeflow.ops.nn.moments import weighted_moments as weighted_moments
from tapeflow.ops.nn.pool import avg_pool as avg_pool
from tapeflow.ops.nn.pool import avg_pool1d as avg_pool1d
from tapeflow.ops.nn.pool import avg_pool2d as avg_pool2d
from tapeflow.ops.nn.pool import avg_pool3d as avg_pool3d
from tapeflow.ops.nn.pool import max_pool as max_pool
from tapeflow.ops.nn.pool import max_pool1d as max_pool1d
from tapeflow.ops.nn.pool import max_pool2d as max_pool2d
from tapeflow.ops.nn.pool import max_pool3d as max_pool3d
from tapeflow.ops.nn.pool import pool as pool
from tapeflow.ops.nn.relu import crelu as crelu
from tapeflow.ops.nn.relu import leaky_relu as leaky_relu
from tapeflow.ops.nn.relu import relu as relu
from tapeflow.ops.nn.relu import relu6 as relu6
from tapeflow.ops.nn.sigmoid import sigmoid as sigmoid
from tapeflow.ops.nn.sigmoid import silu as silu
from tapeflow.ops.nn.sigmoid import swish as swish
from tapeflow.ops.nn.sigmoid import tanh as tanh
from tapeflow.ops.nn.simple_rnn import simple_rnn as simple_rnn
from tapeflow.ops.nn.simple_rnn import simple_rnn_cell as simple_rnn_cell
from tapeflow.ops.nn.softmax import log_softmax as log_softmax
from tapeflow.ops.nn.softmax import logits_of as logits_of
from tapeflow.ops.nn.softmax import softmax as softmax
from tapeflow.ops.nn.sparse_cross_entropy import (
    sparse_softmax_cross_entropy_with_logits as sparse_softmax_cross_entropy_with_logits,
)
from tapeflow.ops.nn.convolution_transpose import conv1d_transpose as conv1d_transpose
from tapeflow.ops.nn.convolution_transpose import conv2d_transpose as conv2d_transpose
from tapeflow.ops.nn.convolution_transpose import conv3d_transpose as conv3d_transpose
from tapeflow.ops.nn.convolution_transpose import conv_transpose as conv_transpose
from tapeflow.ops.nn.convolution_transpose import convolution_transpose as convolution_transpose
from tapeflow.ops.nn.depthwise import atrous_conv2d as atrous_conv2d
from tapeflow.ops.nn.depthwise import depthwise_conv2d as depthwise_conv2d
from tapeflow.ops.nn.depthwise import depthwise_convolution as depthwise_convolution
from tapeflow.ops.nn.depthwise import separable_conv2d as separable_conv2d
from tapeflow.ops.nn.depthwise import separable_convolution as separable_convolution
from tapeflow.ops.nn.argmax_pool import max_pool_with_argmax as max_pool_with_argmax
from tapeflow.ops.nn.depth import depth_to_space as depth_to_space
from tapeflow.ops.nn.depth import space_to_depth as space_to_depth
from tapeflow.ops.nn.response_norm import (
    local_response_normalization as local_response_normalization,
)
