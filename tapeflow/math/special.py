"""`tf.math.special`: Bessel functions and integrals without a closed form."""

from tapeflow.ops.math import bessel_i0 as bessel_i0
from tapeflow.ops.math import bessel_i0e as bessel_i0e
from tapeflow.ops.math import bessel_i1 as bessel_i1
from tapeflow.ops.math import bessel_i1e as bessel_i1e
from tapeflow.ops.math.special_integrals import expint as expint
from tapeflow.ops.math.special_integrals import fresnel_cos as fresnel_cos
from tapeflow.ops.math.special_integrals import fresnel_sin as fresnel_sin
from tapeflow.ops.math.special_integrals import spence as spence

from importlib import import_module as _import_module
from typing import TYPE_CHECKING

# Imported when first asked for.
_LATER = {
    "bessel_j0": "tapeflow.ops.math.bessel",
    "bessel_j1": "tapeflow.ops.math.bessel",
    "bessel_k0": "tapeflow.ops.math.bessel",
    "bessel_k0e": "tapeflow.ops.math.bessel",
    "bessel_k1": "tapeflow.ops.math.bessel",
    "bessel_k1e": "tapeflow.ops.math.bessel",
    "bessel_y0": "tapeflow.ops.math.bessel",
    "bessel_y1": "tapeflow.ops.math.bessel",
    "dawsn": "tapeflow.ops.math.bessel",
}

if TYPE_CHECKING:
    from tapeflow.ops.math.bessel import bessel_j0 as bessel_j0
    from tapeflow.ops.math.bessel import bessel_j1 as bessel_j1
    from tapeflow.ops.math.bessel import bessel_k0 as bessel_k0
    from tapeflow.ops.math.bessel import bessel_k0e as bessel_k0e
    from tapeflow.ops.math.bessel import bessel_k1 as bessel_k1
    from tapeflow.ops.math.bessel import bessel_k1e as bessel_k1e
    from tapeflow.ops.math.bessel import bessel_y0 as bessel_y0
    from tapeflow.ops.math.bessel import bessel_y1 as bessel_y1
    from tapeflow.ops.math.bessel import dawsn as dawsn


def __getattr__(name: str):
    if name in _LATER:
        return getattr(_import_module(_LATER[name]), name)
    raise AttributeError(f"module 'tapeflow.math.special' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_LATER})
