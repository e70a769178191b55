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
from tapeflow.ops.nn import conv1d_transpose as conv1d_transpose
from tapeflow.ops.nn import conv2d_transpose as conv2d_transpose
from tapeflow.ops.nn import conv3d_transpose as conv3d_transpose
from tapeflow.ops.nn import conv_transpose as conv_transpose
from tapeflow.ops.nn import atrous_conv2d as atrous_conv2d
from tapeflow.ops.nn import depthwise_conv2d as depthwise_conv2d
from tapeflow.ops.nn import separable_conv2d as separable_conv2d
from tapeflow.ops.nn import max_pool_with_argmax as max_pool_with_argmax
from tapeflow.ops.nn import depth_to_space as depth_to_space
from tapeflow.ops.array import space_to_batch as space_to_batch
from tapeflow.ops.nn import space_to_depth as space_to_depth
from tapeflow.ops.nn import local_response_normalization as local_response_normalization
from tapeflow.ops.nn import local_response_normalization as lrn
from tapeflow.ops.math import in_top_k as in_top_k
from tapeflow.ops.math import top_k as top_k
from tapeflow.ops.math import zero_fraction as zero_fraction

from importlib import import_module as _import_module
from typing import TYPE_CHECKING

# Imported when first asked for.
_LATER = {
    "all_candidate_sampler": "tapeflow.ops.random.candidates",
    "ctc_greedy_decoder": "tapeflow.ops.alignment",
    "ctc_loss": "tapeflow.ops.alignment",
    "nce_loss": "tapeflow.ops.nn.sampled",
    "sampled_softmax_loss": "tapeflow.ops.nn.sampled",
    "embedding_lookup_sparse": "tapeflow.ops.sparse",
    "safe_embedding_lookup_sparse": "tapeflow.ops.sparse",
    "atrous_conv2d_transpose": "tapeflow.ops.nn.convolution_gradients",
    "depthwise_conv2d_backprop_filter": "tapeflow.ops.nn.convolution_gradients",
    "depthwise_conv2d_backprop_input": "tapeflow.ops.nn.convolution_gradients",
    "dilation2d": "tapeflow.ops.nn.morphology",
    "erosion2d": "tapeflow.ops.nn.morphology",
    "fractional_avg_pool": "tapeflow.ops.nn.fractional_pool",
    "fractional_max_pool": "tapeflow.ops.nn.fractional_pool",
    "isotonic_regression": "tapeflow.ops.nn.isotonic",
    "with_space_to_batch": "tapeflow.ops.nn.space_to_batch_call",
    "batch_norm_with_global_normalization": "tapeflow.ops.nn.batch_norm_global",
    "ctc_beam_search_decoder": "tapeflow.ops.alignment.beam_search",
    "ctc_unique_labels": "tapeflow.ops.alignment.beam_search",
    "collapse_repeated": "tapeflow.ops.alignment.beam_search",
    "compute_accidental_hits": "tapeflow.ops.random.candidates",
    "fixed_unigram_candidate_sampler": "tapeflow.ops.random.candidates",
    "learned_unigram_candidate_sampler": "tapeflow.ops.random.candidates",
    "approx_max_k": "tapeflow.ops.math.approximate",
    "approx_min_k": "tapeflow.ops.math.approximate",
}

if TYPE_CHECKING:
    from tapeflow.nn import experimental as experimental
    from tapeflow.ops.alignment import ctc_greedy_decoder as ctc_greedy_decoder
    from tapeflow.ops.alignment import ctc_loss as ctc_loss
    from tapeflow.ops.nn.sampled import nce_loss as nce_loss
    from tapeflow.ops.nn.sampled import sampled_softmax_loss as sampled_softmax_loss
    from tapeflow.ops.random.candidates import all_candidate_sampler as all_candidate_sampler
    from tapeflow.ops.sparse import embedding_lookup_sparse as embedding_lookup_sparse
    from tapeflow.ops.sparse import safe_embedding_lookup_sparse as safe_embedding_lookup_sparse
    from tapeflow.ops.nn.convolution_gradients import (
        atrous_conv2d_transpose as atrous_conv2d_transpose,
    )
    from tapeflow.ops.nn.convolution_gradients import (
        depthwise_conv2d_backprop_filter as depthwise_conv2d_backprop_filter,
    )
    from tapeflow.ops.nn.convolution_gradients import (
        depthwise_conv2d_backprop_input as depthwise_conv2d_backprop_input,
    )
    from tapeflow.ops.nn.morphology import dilation2d as dilation2d
    from tapeflow.ops.nn.morphology import erosion2d as erosion2d
    from tapeflow.ops.nn.fractional_pool import fractional_avg_pool as fractional_avg_pool
    from tapeflow.ops.nn.fractional_pool import fractional_max_pool as fractional_max_pool
    from tapeflow.ops.nn.isotonic import isotonic_regression as isotonic_regression
    from tapeflow.ops.nn.space_to_batch_call import with_space_to_batch as with_space_to_batch
    from tapeflow.ops.nn.batch_norm_global import (
        batch_norm_with_global_normalization as batch_norm_with_global_normalization,
    )
    from tapeflow.ops.alignment.beam_search import (
        ctc_beam_search_decoder as ctc_beam_search_decoder,
    )
    from tapeflow.ops.alignment.beam_search import ctc_unique_labels as ctc_unique_labels
    from tapeflow.ops.alignment.beam_search import collapse_repeated as collapse_repeated
    from tapeflow.ops.random.candidates import compute_accidental_hits as compute_accidental_hits
    from tapeflow.ops.random.candidates import (
        fixed_unigram_candidate_sampler as fixed_unigram_candidate_sampler,
    )
    from tapeflow.ops.random.candidates import (
        learned_unigram_candidate_sampler as learned_unigram_candidate_sampler,
    )
    from tapeflow.ops.math.approximate import approx_max_k as approx_max_k
    from tapeflow.ops.math.approximate import approx_min_k as approx_min_k


def __getattr__(name: str):
    if name == "experimental":
        return _import_module(f"{__name__}.experimental")
    if name in _LATER:
        return getattr(_import_module(_LATER[name]), name)
    raise AttributeError(f"module 'tapeflow.nn' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_LATER, "experimental"})
