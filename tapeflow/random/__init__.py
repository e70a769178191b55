"""`tf.random`."""

from tapeflow.ops.random.candidates import all_candidate_sampler as all_candidate_sampler
from tapeflow.ops.random.candidates import (
    log_uniform_candidate_sampler as log_uniform_candidate_sampler,
)
from tapeflow.ops.random.candidates import (
    uniform_candidate_sampler as uniform_candidate_sampler,
)
from tapeflow.ops.random.categorical import categorical as categorical
from tapeflow.ops.random.categorical import stateless_categorical as stateless_categorical
from tapeflow.ops.random.counts import gamma as gamma
from tapeflow.ops.random.counts import poisson as poisson
from tapeflow.ops.random.counts import stateless_binomial as stateless_binomial
from tapeflow.ops.random.counts import stateless_gamma as stateless_gamma
from tapeflow.ops.random.counts import (
    stateless_parameterized_truncated_normal as stateless_parameterized_truncated_normal,
)
from tapeflow.ops.random.counts import stateless_poisson as stateless_poisson
from tapeflow.ops.random.generator import Algorithm as Algorithm
from tapeflow.ops.random.generator import Generator as Generator
from tapeflow.ops.random.generator import create_rng_state as create_rng_state
from tapeflow.ops.random.generator import get_global_generator as get_global_generator
from tapeflow.ops.random.generator import set_global_generator as set_global_generator
from tapeflow.ops.random.seeds import set_seed as set_seed
from tapeflow.ops.random.shuffle import shuffle as shuffle
from tapeflow.ops.random.stateful import normal as normal
from tapeflow.ops.random.stateful import truncated_normal as truncated_normal
from tapeflow.ops.random.stateful import uniform as uniform
from tapeflow.ops.random.stateless import fold_in as fold_in
from tapeflow.ops.random.stateless import split as split
from tapeflow.ops.random.stateless import stateless_normal as stateless_normal
from tapeflow.ops.random.stateless import stateless_truncated_normal as stateless_truncated_normal
from tapeflow.ops.random.stateless import stateless_uniform as stateless_uniform
from tapeflow.random import experimental as experimental

from importlib import import_module as _import_module
from typing import TYPE_CHECKING

# Imported when first asked for.
_LATER = {
    "fixed_unigram_candidate_sampler": "tapeflow.ops.random.candidates",
    "learned_unigram_candidate_sampler": "tapeflow.ops.random.candidates",
}

if TYPE_CHECKING:
    from tapeflow.ops.random.candidates import (
        fixed_unigram_candidate_sampler as fixed_unigram_candidate_sampler,
    )
    from tapeflow.ops.random.candidates import (
        learned_unigram_candidate_sampler as learned_unigram_candidate_sampler,
    )


def __getattr__(name: str):
    if name in _LATER:
        return getattr(_import_module(_LATER[name]), name)
    raise AttributeError(f"module 'tapeflow.random' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_LATER})
