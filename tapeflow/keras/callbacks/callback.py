"""`Callback`: what is called as training, evaluation and prediction go on."""

from __future__ import annotations

from typing import Any


class Callback:
    """The base class of callbacks: every hook does nothing until a subclass writes it.

    A hook of batches that is written makes `fit` run batch by batch; without one, many batches run
    as one program. `logs` holds the metrics so far, as Python floats.

    Attributes:
      params: a dictionary with `verbose`, `epochs` and `steps` (None if unknown).
      model: the model; a callback may set its `stop_training`.

    >>> import numpy as np
    >>> import tapeflow as tf
    >>> class Losses(tf.keras.callbacks.Callback):
    ...     def on_epoch_end(self, epoch, logs=None):
    ...         print(epoch, sorted(logs))
    >>> model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
    >>> model.compile("sgd", "mse", metrics=["mae"])
    >>> history = model.fit(np.ones([4, 2]), np.ones([4]), verbose=0, callbacks=[Losses()])
    0 ['loss', 'mae']
    """

    # True for one whose hooks of batches may be called once for several batches, after the last.
    takes_many_batches = False

    params: Any = None
    _model: Any = None

    def set_params(self, params: dict[str, Any]) -> None:
        self.params = params

    def set_model(self, model: Any) -> None:
        self._model = model

    @property
    def model(self) -> Any:
        return self._model

    def on_batch_begin(self, batch: int, logs: Any = None) -> None:
        """Another name of `on_train_batch_begin`."""

    def on_batch_end(self, batch: int, logs: Any = None) -> None:
        """Another name of `on_train_batch_end`."""

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """An epoch of training begins; `epoch` counts from 0."""

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """An epoch ended, with these metrics, those of validation under `val_...`."""

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        """A batch of training begins; `batch` counts from 0 in each epoch."""
        self.on_batch_begin(batch, logs=logs)

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """A batch of training ended, with the metrics of the epoch so far."""
        self.on_batch_end(batch, logs=logs)

    def on_test_batch_begin(self, batch: int, logs: Any = None) -> None:
        """A batch of evaluation, or of validation, begins."""

    def on_test_batch_end(self, batch: int, logs: Any = None) -> None:
        """A batch of evaluation, or of validation, ended."""

    def on_predict_batch_begin(self, batch: int, logs: Any = None) -> None:
        """A batch of prediction begins."""

    def on_predict_batch_end(self, batch: int, logs: Any = None) -> None:
        """A batch of prediction ended; `logs` holds its `outputs`."""

    def on_train_begin(self, logs: Any = None) -> None:
        """`fit` begins."""

    def on_train_end(self, logs: Any = None) -> None:
        """`fit` ends, with the metrics of the last epoch."""

    def on_test_begin(self, logs: Any = None) -> None:
        """`evaluate`, or a validation, begins."""

    def on_test_end(self, logs: Any = None) -> None:
        """`evaluate`, or a validation, ends with these metrics."""

    def on_predict_begin(self, logs: Any = None) -> None:
        """`predict` begins."""

    def on_predict_end(self, logs: Any = None) -> None:
        """`predict` ends."""
