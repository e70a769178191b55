"""`CallbackList`: several callbacks, called as one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tapeflow.engine import problem, watch
from tapeflow.engine.nest import flatten
from tapeflow.keras.callbacks.callback import Callback
from tapeflow.keras.callbacks.history import History
from tapeflow.keras.callbacks.logs import pythonify_logs
from tapeflow.keras.callbacks.progbar_logger import ProgbarLogger

_BATCH_HOOKS = {
    "train": (
        "on_train_batch_begin",
        "on_train_batch_end",
        "on_batch_begin",
        "on_batch_end",
    ),
    "test": ("on_test_batch_begin", "on_test_batch_end"),
    "predict": ("on_predict_batch_begin", "on_predict_batch_end"),
}


class CallbackList(Callback):
    """Calls each hook of each callback, in order, with logs as Python floats.

    Args:
      callbacks: a callback, or a (nested) list of them.
      add_history: whether to add a `History` if there is none.
      add_progbar: whether to add a `ProgbarLogger` if there is none.
      model: the model they are used with.
      **params: what becomes their `params`.

    Raises:
      TypeError: one of them has no hooks.

    >>> import tapeflow as tf
    >>> callbacks = tf.keras.callbacks.CallbackList([], add_history=True, epochs=3)
    >>> callbacks.callbacks[0].params
    {'epochs': 3}
    """

    def __init__(
        self,
        callbacks: Any = None,
        add_history: bool = False,
        add_progbar: bool = False,
        model: Any = None,
        **params: Any,
    ):
        self.callbacks: list[Any] = [c for c in flatten(callbacks) if c is not None]
        for callback in self.callbacks:
            if isinstance(callback, type) or not hasattr(callback, "on_epoch_end"):
                raise TypeError(
                    problem(
                        "callbacks: not a callback",
                        given=f"{callback!r} of type {type(callback).__name__}",
                        expected="objects of subclasses of tf.keras.callbacks.Callback",
                        fix="call the class to make one"
                        if isinstance(callback, type)
                        else "tf.keras.callbacks.LambdaCallback(on_epoch_end=function)",
                    )
                )
        self._history = self._last_of(History)
        if self._history is None and add_history:
            self._history = History()
            self.callbacks.append(self._history)
        if self._last_of(ProgbarLogger) is None and add_progbar:
            self.callbacks.append(ProgbarLogger())
        self.set_model(model)
        self.set_params(params)

    def _last_of(self, kind: type) -> Any:
        found = [callback for callback in self.callbacks if isinstance(callback, kind)]
        return found[-1] if found else None

    def set_params(self, params: dict[str, Any]) -> None:
        self.params = params
        if params:
            for callback in self.callbacks:
                callback.set_params(params)

    def set_model(self, model: Any) -> None:
        if model is None:
            return
        self._model = model
        if self._history is not None:
            model.history = self._history
        for callback in self.callbacks:
            callback.set_model(model)

    def append(self, callback: Any) -> None:
        """Adds a callback at the end."""
        self.callbacks.append(callback)

    def sees_each_batch(self, kind: str) -> bool:
        """Whether a callback has a hook of batches of "train", "test" or "predict" of its own."""
        return any(
            not getattr(callback, "takes_many_batches", False)
            and any(_is_written(callback, hook) for hook in _BATCH_HOOKS[kind])
            for callback in self.callbacks
        )

    def sees_batches(self, kind: str) -> bool:
        """Whether a callback has such a hook, be it one that is content with every so many."""
        return any(
            _is_written(callback, hook)
            for callback in self.callbacks
            for hook in _BATCH_HOOKS[kind]
        )


def _is_written(callback: Any, hook: str) -> bool:
    if hook in getattr(callback, "__dict__", ()):
        return True
    return getattr(type(callback), hook, None) is not getattr(Callback, hook)


def _calls_each(hook: str) -> Callable:
    """The list's own hook of that name."""
    counted = "batch" in hook or "epoch" in hook

    def call(self: CallbackList, *args: Any, logs: Any = None) -> None:
        if len(args) > counted:
            *args, logs = args  # type: ignore[assignment]
        logs = pythonify_logs(logs) if hook != "on_predict_batch_end" else logs or {}
        for watcher in watch.watchers:
            watcher.told(hook, args[0] if args else 0, logs)
        for callback in self.callbacks:
            if counted and "batch" in hook:
                getattr(callback, hook)(*args, logs=logs)
            else:
                getattr(callback, hook)(*args, logs)

    call.__name__ = hook
    call.__doc__ = getattr(Callback, hook).__doc__
    return call


for _hook in [name for name in vars(Callback) if name.startswith("on_")]:
    setattr(CallbackList, _hook, _calls_each(_hook))
