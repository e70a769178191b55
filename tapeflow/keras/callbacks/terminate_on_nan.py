"""`TerminateOnNaN`: ends training when the loss is no number any more."""

from __future__ import annotations

import math
import sys
from typing import Any

from tapeflow.doctor.doctor import Doctor
from tapeflow.doctor.place import Place
from tapeflow.engine import inspection
from tapeflow.keras.callbacks.callback import Callback


class TerminateOnNaN(Callback):
    """Stops `fit` when the loss is NaN or infinite.

    The step in which the first NaN or infinity appeared is done again op by op, and what the
    doctor finds (the op, its line, the likely cause) is written to the standard error stream.

    It looks after every program, which may be several batches: the loss of an epoch, once NaN,
    stays so.

    Args:
      raise_error: whether to raise an error rather than to end training as usual.

    Raises:
      RuntimeError: (in `fit`) the loss is not finite, with `raise_error`.
    """

    takes_many_batches = True
    _doctor: Doctor | None = None  # one for all: programs are watched by one

    def __init__(self, raise_error: bool = False):
        self.raise_error = raise_error

    def on_train_begin(self, logs: Any = None) -> None:
        self.on_train_end()  # of a `fit` that failed
        if inspection.inspector is None:
            doctor = TerminateOnNaN._doctor = Doctor(tell=_write)
            doctor.start()

    def on_train_end(self, logs: Any = None) -> None:
        doctor, TerminateOnNaN._doctor = TerminateOnNaN._doctor, None
        if doctor is not None:
            doctor.stop()

    def on_batch_end(self, batch: int, logs: Any = None) -> None:
        loss = (logs or {}).get("loss")
        if loss is None or math.isfinite(loss):
            return
        if self.raise_error:
            self.on_train_end()
            raise RuntimeError(
                f"NaN or Inf loss encountered at batch {batch}. Loss value: {loss}. "
                "Terminating training immediately."
            )
        sys.stdout.write(f"Batch {batch}: Invalid loss, terminating training\n")
        self.model.stop_training = True


def _write(message: str, place: Place) -> None:
    sys.stderr.write(f"{place.short}: {message}\n")
