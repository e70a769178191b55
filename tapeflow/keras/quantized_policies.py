"""Policies of quantized layers, which are not there: each says so."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import problem
from tapeflow.keras.dtype_policy import DTypePolicy


class QuantizedDTypePolicy(DTypePolicy):
    """A policy of weights with few bits: not there.

    Args:
      mode: "int8", "int4" or "float8".
      source_name: the policy before.

    Raises:
      NotImplementedError: always.
    """

    def __init__(self, mode: Any, source_name: Any = None):
        raise NotImplementedError(
            problem(
                f"{type(self).__name__}: quantized layers are not there",
                given=f"mode={mode!r}",
                fix="mixed_bfloat16 halves what activations take",
            )
        )


class QuantizedFloat8DTypePolicy(QuantizedDTypePolicy):
    """8-bit floats: not there; see `QuantizedDTypePolicy`."""

    def __init__(self, mode: Any, source_name: Any = None, amax_history_length: int = 1024):
        super().__init__(mode, source_name)


class Int4DTypePolicy(QuantizedDTypePolicy):
    """4-bit numbers: not there; see `QuantizedDTypePolicy`."""


class GPTQDTypePolicy(QuantizedDTypePolicy):
    """GPTQ: not there; see `QuantizedDTypePolicy`."""


class AWQDTypePolicy(QuantizedDTypePolicy):
    """AWQ: not there; see `QuantizedDTypePolicy`."""
