"""`on_device`: numbers that programs read at every step, moved once."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np

from tapeflow.engine import Tensor
from tapeflow.engine.convert import from_jax


def on_device(values: Any, dtype: Any) -> Tensor:
    """A tensor of `values` that lives where programs run; a NumPy array is sent at each call."""
    with jax.enable_x64(True):
        return from_jax(jax.device_put(np.asarray(values, dtype)))
