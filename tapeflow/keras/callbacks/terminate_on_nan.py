"""`TerminateOnNaN`: ends training when the loss is no number any more."""

from __future__ import annotations

import math
import sys
from typing import Any

from tapeflow.keras.callbacks.callback import Callback


class TerminateOnNaN(Callback):
    """Stops `fit` when the loss is NaN or infinite.

    It looks after every program, which may be several batches: the loss of an epoch, once NaN,
    stays so.

    Args:
      raise_error: whether to raise an error rather than to end training as usual.

    Raises:
      RuntimeError: (in `fit`) the loss is not finite, with `raise_error`.
    """

    takes_many_batches = True

    def __init__(self, raise_error: bool = False):
        self.raise_error = raise_error

    def on_batch_end(self, batch: int, logs: Any = None) -> None:
        loss = (logs or {}).get("loss")
        if loss is None or math.isfinite(loss):
            return
        if self.raise_error:
            raise RuntimeError(
                f"NaN or Inf loss encountered at batch {batch}. Loss value: {loss}. "
                "Terminating training immediately."
            )
        sys.stdout.write(f"Batch {batch}: Invalid loss, terminating training\n")
        self.model.stop_training = True
