"""`LambdaCallback`: hooks given as functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tapeflow.keras.callbacks.callback import Callback


class LambdaCallback(Callback):
    """A callback whose hooks are the functions given.

    Args:
      on_epoch_begin: a function of `epoch` and `logs`, as the method of `Callback`.
      on_epoch_end: the same.
      on_train_begin: a function of `logs`.
      on_train_end: a function of `logs`.
      on_train_batch_begin: a function of `batch` and, by name, `logs`.
      on_train_batch_end: the same.
      **kwargs: other hooks by name.

    >>> import numpy as np
    >>> import tapeflow as tf
    >>> model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
    >>> model.compile("sgd", "mse")
    >>> tell = tf.keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: print(epoch))
    >>> history = model.fit(np.ones([4, 2]), np.ones([4]), verbose=0, callbacks=[tell])
    0
    """

    def __init__(
        self,
        on_epoch_begin: Callable | None = None,
        on_epoch_end: Callable | None = None,
        on_train_begin: Callable | None = None,
        on_train_end: Callable | None = None,
        on_train_batch_begin: Callable | None = None,
        on_train_batch_end: Callable | None = None,
        **kwargs: Any,
    ):
        hooks = {
            "on_epoch_begin": on_epoch_begin,
            "on_epoch_end": on_epoch_end,
            "on_train_begin": on_train_begin,
            "on_train_end": on_train_end,
            "on_train_batch_begin": on_train_batch_begin,
            "on_train_batch_end": on_train_batch_end,
            **kwargs,
        }
        self.__dict__.update({name: hook for name, hook in hooks.items() if hook is not None})
