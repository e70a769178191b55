"""`tf.math.special`: Bessel functions and integrals without a closed form."""

from tapeflow.ops.math import bessel_i0 as bessel_i0
from tapeflow.ops.math import bessel_i0e as bessel_i0e
from tapeflow.ops.math import bessel_i1 as bessel_i1
from tapeflow.ops.math import bessel_i1e as bessel_i1e
from tapeflow.ops.math.special_integrals import expint as expint
from tapeflow.ops.math.special_integrals import fresnel_cos as fresnel_cos
from tapeflow.ops.math.special_integrals import fresnel_sin as fresnel_sin
from tapeflow.ops.math.special_integrals import spence as spence
