"""`tf.math`: elementwise mathematics, reductions, segments and the like."""

from tapeflow.math import special as special
from tapeflow.ops.array import invert_permutation as invert_permutation
from tapeflow.ops.math import abs as abs
from tapeflow.ops.math import accumulate_n as accumulate_n
from tapeflow.ops.math import acos as acos
from tapeflow.ops.math import acosh as acosh
from tapeflow.ops.math import add as add
from tapeflow.ops.math import add_n as add_n
from tapeflow.ops.math import angle as angle
from tapeflow.ops.math import argmax as argmax
from tapeflow.ops.math import argmin as argmin
from tapeflow.ops.math import asin as asin
from tapeflow.ops.math import asinh as asinh
from tapeflow.ops.math import atan as atan
from tapeflow.ops.math import atan2 as atan2
from tapeflow.ops.math import atanh as atanh
from tapeflow.ops.math import bessel_i0 as bessel_i0
from tapeflow.ops.math import bessel_i0e as bessel_i0e
from tapeflow.ops.math import bessel_i1 as bessel_i1
from tapeflow.ops.math import bessel_i1e as bessel_i1e
from tapeflow.ops.math import betainc as betainc
from tapeflow.ops.math import bincount as bincount
from tapeflow.ops.math import ceil as ceil
from tapeflow.ops.math import confusion_matrix as confusion_matrix
from tapeflow.ops.math import conj as conj
from tapeflow.ops.math import cos as cos
from tapeflow.ops.math import cosh as cosh
from tapeflow.ops.math import count_nonzero as count_nonzero
from tapeflow.ops.math import cumprod as cumprod
from tapeflow.ops.math import cumsum as cumsum
from tapeflow.ops.math import cumulative_logsumexp as cumulative_logsumexp
from tapeflow.ops.math import digamma as digamma
from tapeflow.ops.math import divide as divide
from tapeflow.ops.math import divide_no_nan as divide_no_nan
from tapeflow.ops.math import equal as equal
from tapeflow.ops.math import erf as erf
from tapeflow.ops.math import erfc as erfc
from tapeflow.ops.math import erfcinv as erfcinv
from tapeflow.ops.math import erfinv as erfinv
from tapeflow.ops.math import exp as exp
from tapeflow.ops.math import expm1 as expm1
from tapeflow.ops.math import floor as floor
from tapeflow.ops.math import floordiv as floordiv
from tapeflow.ops.math import floormod as floormod
from tapeflow.ops.math import floormod as mod
from tapeflow.ops.math import greater as greater
from tapeflow.ops.math import greater_equal as greater_equal
from tapeflow.ops.math import igamma as igamma
from tapeflow.ops.math import igammac as igammac
from tapeflow.ops.math import imag as imag
from tapeflow.ops.math import in_top_k as in_top_k
from tapeflow.ops.math import is_finite as is_finite
from tapeflow.ops.math import is_inf as is_inf
from tapeflow.ops.math import is_nan as is_nan
from tapeflow.ops.math import is_non_decreasing as is_non_decreasing
from tapeflow.ops.math import is_strictly_increasing as is_strictly_increasing
from tapeflow.ops.math import lbeta as lbeta
from tapeflow.ops.math import less as less
from tapeflow.ops.math import less_equal as less_equal
from tapeflow.ops.math import lgamma as lgamma
from tapeflow.ops.math import log as log
from tapeflow.ops.math import log1p as log1p
from tapeflow.ops.math import log_sigmoid as log_sigmoid
from tapeflow.ops.math import logical_and as logical_and
from tapeflow.ops.math import logical_not as logical_not
from tapeflow.ops.math import logical_or as logical_or
from tapeflow.ops.math import logical_xor as logical_xor
from tapeflow.ops.math import maximum as maximum
from tapeflow.ops.math import minimum as minimum
from tapeflow.ops.math import multiply as multiply
from tapeflow.ops.math import multiply_no_nan as multiply_no_nan
from tapeflow.ops.math import ndtri as ndtri
from tapeflow.ops.math import negative as negative
from tapeflow.ops.math import nextafter as nextafter
from tapeflow.ops.math import not_equal as not_equal
from tapeflow.ops.math import polygamma as polygamma
from tapeflow.ops.math import polyval as polyval
from tapeflow.ops.math import pow as pow
from tapeflow.ops.math import real as real
from tapeflow.ops.math import reciprocal as reciprocal
from tapeflow.ops.math import reciprocal_no_nan as reciprocal_no_nan
from tapeflow.ops.math import reduce_all as reduce_all
from tapeflow.ops.math import reduce_any as reduce_any
from tapeflow.ops.math import reduce_euclidean_norm as reduce_euclidean_norm
from tapeflow.ops.math import reduce_logsumexp as reduce_logsumexp
from tapeflow.ops.math import reduce_max as reduce_max
from tapeflow.ops.math import reduce_mean as reduce_mean
from tapeflow.ops.math import reduce_min as reduce_min
from tapeflow.ops.math import reduce_prod as reduce_prod
from tapeflow.ops.math import reduce_std as reduce_std
from tapeflow.ops.math import reduce_sum as reduce_sum
from tapeflow.ops.math import reduce_variance as reduce_variance
from tapeflow.ops.math import rint as rint
from tapeflow.ops.math import round as round
from tapeflow.ops.math import rsqrt as rsqrt
from tapeflow.ops.math import scalar_mul as scalar_mul
from tapeflow.ops.math import segment_max as segment_max
from tapeflow.ops.math import segment_mean as segment_mean
from tapeflow.ops.math import segment_min as segment_min
from tapeflow.ops.math import segment_prod as segment_prod
from tapeflow.ops.math import segment_sum as segment_sum
from tapeflow.ops.math import sign as sign
from tapeflow.ops.math import sin as sin
from tapeflow.ops.math import sinh as sinh
from tapeflow.ops.math import sqrt as sqrt
from tapeflow.ops.math import square as square
from tapeflow.ops.math import squared_difference as squared_difference
from tapeflow.ops.math import subtract as subtract
from tapeflow.ops.math import tan as tan
from tapeflow.ops.math import top_k as top_k
from tapeflow.ops.math import truediv as truediv
from tapeflow.ops.math import unsorted_segment_max as unsorted_segment_max
from tapeflow.ops.math import unsorted_segment_mean as unsorted_segment_mean
from tapeflow.ops.math import unsorted_segment_min as unsorted_segment_min
from tapeflow.ops.math import unsorted_segment_prod as unsorted_segment_prod
from tapeflow.ops.math import unsorted_segment_sqrt_n as unsorted_segment_sqrt_n
from tapeflow.ops.math import unsorted_segment_sum as unsorted_segment_sum
from tapeflow.ops.math import xdivy as xdivy
from tapeflow.ops.math import xlog1py as xlog1py
from tapeflow.ops.math import xlogy as xlogy
from tapeflow.ops.math import zero_fraction as zero_fraction
from tapeflow.ops.math import zeta as zeta
from tapeflow.ops.nn import l2_normalize as l2_normalize
from tapeflow.ops.nn import log_softmax as log_softmax
from tapeflow.ops.nn import sigmoid as sigmoid
from tapeflow.ops.nn import softmax as softmax
from tapeflow.ops.nn import softplus as softplus
from tapeflow.ops.nn import softsign as softsign
from tapeflow.ops.nn import tanh as tanh

from importlib import import_module as _import_module
from typing import TYPE_CHECKING

# Imported when first asked for.
_LATER = {
    "approx_max_k": "tapeflow.ops.math.approximate",
    "approx_min_k": "tapeflow.ops.math.approximate",
    "sobol_sample": "tapeflow.ops.math.sobol",
}

if TYPE_CHECKING:
    from tapeflow.ops.math.approximate import approx_max_k as approx_max_k
    from tapeflow.ops.math.approximate import approx_min_k as approx_min_k
    from tapeflow.ops.math.sobol import sobol_sample as sobol_sample


def __getattr__(name: str):
    if name in _LATER:
        return getattr(_import_module(_LATER[name]), name)
    raise AttributeError(f"module 'tapeflow.math' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_LATER})
