"""`SwapEMAWeights`: evaluates with the moving averages of the weights."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import problem
from tapeflow.keras.callbacks.callback import Callback


class SwapEMAWeights(Callback):
    """Exchanges weights and their moving averages for evaluations, and back.

    The optimizer must have been made with `use_ema=True`.

    Args:
      swap_on_epoch: whether to exchange them at the end of every epoch, until the next begins, for
        callbacks that come later, such as one that saves.

    Raises:
      ValueError: (in `fit`) the optimizer keeps no averages.
    """

    def __init__(self, swap_on_epoch: bool = False):
        self.swap_on_epoch = swap_on_epoch
        self._swapped = False

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        if self.swap_on_epoch:
            self._set(False)

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        if self.swap_on_epoch and not self._swapped:
            self._set(True)
            if epoch == self.params["epochs"] - 1:
                # `fit` sets the weights to the averages when it ends: they must be the averages.
                for variable, average in self._pairs():
                    average.assign(variable)

    def on_test_begin(self, logs: Any = None) -> None:
        self._set(True)

    def on_test_end(self, logs: Any = None) -> None:
        self._set(False)

    def on_predict_begin(self, logs: Any = None) -> None:
        self._set(True)

    def on_predict_end(self, logs: Any = None) -> None:
        self._set(False)

    def _set(self, swapped: bool) -> None:
        if swapped == self._swapped:
            return
        for variable, average in self._pairs():
            before = variable.numpy()
            variable.assign(average)
            average.assign(before)
        self._swapped = swapped

    def _pairs(self) -> list[tuple[Any, Any]]:
        optimizer = getattr(self.model.optimizer, "inner_optimizer", self.model.optimizer)
        optimizers = getattr(optimizer, "optimizers", [optimizer])
        pairs = [
            (variable, one._own[id(variable)][0])
            for one in optimizers
            if getattr(one, "use_ema", False)
            for variable in one._trainable_variables
        ]
        if not any(getattr(one, "use_ema", False) for one in optimizers):
            raise ValueError(
                problem(
                    "SwapEMAWeights must be used when `use_ema=True` is set on the optimizer.",
                    given=f"{type(optimizer).__name__} with use_ema=False",
                    fix=f"tf.keras.optimizers.{type(optimizer).__name__}(use_ema=True)",
                )
            )
        return pairs
