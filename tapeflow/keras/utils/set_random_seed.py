"""`set_random_seed`: one seed for Python, NumPy and TapeFlow."""

from __future__ import annotations

import random

import numpy as np

from tapeflow.engine import problem
from tapeflow.keras.layers.seeds import forget_global_seeds
from tapeflow.ops.random.seeds import set_seed


def set_random_seed(seed: int) -> None:
    """Makes the random numbers of Python, NumPy and TapeFlow the same in every run.

    Args:
      seed: an integer from 0 to 2**32 - 1.

    Raises:
      ValueError: `seed` is no integer.

    >>> import tapeflow as tf
    >>> tf.keras.utils.set_random_seed(1)
    """
    if not isinstance(seed, int):
        raise ValueError(
            problem("set_random_seed: expected `seed` to be an integer", given=repr(seed))
        )
    forget_global_seeds()
    random.seed(seed)
    np.random.seed(seed)
    set_seed(seed)
