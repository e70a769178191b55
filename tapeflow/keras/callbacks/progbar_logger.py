"""`ProgbarLogger`: shows progress and metrics."""

from __future__ import annotations

from typing import Any

from tapeflow.keras.callbacks.callback import Callback
from tapeflow.keras.utils.progbar import Progbar

# Work that takes less than this many seconds is not shown by verbose="auto".
_PATIENCE = 0.5


class ProgbarLogger(Callback):
    """A bar for each epoch, or one for an evaluation or prediction; `fit` and others add it.

    With `verbose="auto"` evaluations and predictions of less than half a second show nothing.
    """

    takes_many_batches = True

    def __init__(self):
        self.seen = 0
        self.progbar: Progbar | None = None
        self.target: int | None = None
        self.verbose: Any = 1
        self.epochs = 1
        self._is_fitting = False

    def set_params(self, params: dict[str, Any]) -> None:
        self.params = params
        self.verbose = params["verbose"]
        self.epochs = params["epochs"]
        self.target = params["steps"]

    def on_train_begin(self, logs: Any = None) -> None:
        self._is_fitting = True

    def on_train_end(self, logs: Any = None) -> None:
        self._is_fitting = False

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self._start(patience=0.0)
        if self.verbose and self.epochs > 1:
            self.progbar.write(f"Epoch {epoch + 1}/{self.epochs}\n")

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self._finish(logs)

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self._step(batch, logs)

    def on_test_begin(self, logs: Any = None) -> None:
        if not self._is_fitting:
            self._start()

    def on_test_batch_end(self, batch: int, logs: Any = None) -> None:
        if not self._is_fitting:
            self._step(batch, logs)

    def on_test_end(self, logs: Any = None) -> None:
        if not self._is_fitting:
            self._finish(logs)

    def on_predict_begin(self, logs: Any = None) -> None:
        self._start()

    def on_predict_batch_end(self, batch: int, logs: Any = None) -> None:
        self._step(batch, None)

    def on_predict_end(self, logs: Any = None) -> None:
        self._finish(None)

    def _start(self, patience: float = _PATIENCE) -> None:
        self.seen = 0
        self.progbar = Progbar(
            self.target,
            verbose=self.verbose,
            stateless_metrics=(),
            patience=patience if self.verbose == "auto" else 0.0,
        )

    def _step(self, batch: int, logs: Any) -> None:
        self.seen = batch + 1
        if self.progbar is not None:
            self.progbar.update(self.seen, list((logs or {}).items()), finalize=False)

    def _finish(self, logs: Any) -> None:
        if self.target is None:
            self.target = self.seen
        if self.progbar is not None:
            self.progbar.target = self.target
            self.progbar.update(self.seen, list((logs or {}).items()), finalize=True)
