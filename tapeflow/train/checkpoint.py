"""`tf.train.Checkpoint`: the variables of objects, saved and restored by the objects' names."""

from __future__ import annotations

import os
import time
import weakref
from collections.abc import Callable
from typing import Any

import numpy as np

from tapeflow.engine import Variable, problem
from tapeflow.engine.convert import adopt
from tapeflow.engine.structure import forget, listen
from tapeflow.train import files
from tapeflow.train.background import Background, array_of, held
from tapeflow.train.checkpoint_options import CheckpointOptions
from tapeflow.train.checkpoint_state import get_checkpoint_state, write_state
from tapeflow.train.children import is_trackable, variables_of


class Checkpoint:
    """Saves and restores the variables of models, layers, optimizers, modules, lists and dicts.

    A variable is known by the attributes that lead to it (`model/dense/kernel`), not by its own
    name. What does not exist yet when `restore` is called (a layer that was not called, an
    optimizer before its first step) gets its values when it is made.

    Args:
      root: an object whose attributes are saved too.
      **kwargs: the objects to save, which become attributes.

    Raises:
      ValueError: one of them can hold no variables.

    >>> import tempfile
    >>> import tapeflow as tf
    >>> checkpoint = tf.train.Checkpoint(step=tf.Variable(1))
    >>> path = checkpoint.save(tempfile.mkdtemp() + "/ckpt")
    >>> checkpoint.step.assign(5) and None
    >>> checkpoint.restore(path).assert_consumed() and None
    >>> int(checkpoint.step)
    1
    """

    def __init__(self, root: Any = None, **kwargs: Any):
        for name, value in kwargs.items():
            if not is_trackable(value):
                raise ValueError(
                    problem(
                        f"`Checkpoint` was expecting {name} to be a trackable object",
                        given=f"{value!r} of type {type(value).__name__}",
                        expected="a variable, layer, model, optimizer, module, list or dict",
                        fix=f"{name}=tf.Variable({value!r}, trainable=False)"
                        if isinstance(value, (int, float, np.ndarray))
                        else None,
                    )
                )
            setattr(self, name, value)
        self._root = root
        self._save_counter: Variable | None = None
        self._background = Background()

    @property
    def save_counter(self) -> Variable:
        """How often `save` was called; restored with the rest."""
        if self._save_counter is None:
            self._save_counter = Variable(
                np.asarray(0, np.int64), trainable=False, name="save_counter"
            )
        return self._save_counter

    def save(self, file_prefix: Any, options: CheckpointOptions | None = None) -> str:
        """Writes a checkpoint called `file_prefix` and a number, and notes it as the newest.

        Args:
          file_prefix: folder and first part of the name.
          options: a `tf.train.CheckpointOptions`; with `enable_async` a thread does the writing.

        Returns:
          Its path, for `restore`.
        """
        count = int(self.save_counter.numpy()) + 1
        self.save_counter.assign(np.asarray(count, np.int64))
        path = f"{os.fspath(file_prefix)}-{count}"
        return self._write(path, options, _note_newest)

    def write(self, file_prefix: Any, options: CheckpointOptions | None = None) -> str:
        """Writes a checkpoint of exactly that path, and notes nothing; otherwise as `save`.

        Returns:
          The path, for `read`.
        """
        return self._write(os.fspath(file_prefix), options)

    def _write(
        self, path: str, options: Any, then: Callable[[str], None] = lambda path: None
    ) -> str:
        """Writes now, or in the background; `then` is called when it is on the disk."""
        values = held(self._variables())

        def write() -> None:
            files.write(path, {f"{n}{files.SUFFIX}": array_of(v) for n, v in values.items()})
            then(path)
            for callback in getattr(options, "experimental_write_callbacks", ()):
                callback(path)

        self._background.sync()
        if getattr(options, "enable_async", False):
            self._background.start(write)
        else:
            write()
        return path

    def restore(self, save_path: Any, options: Any = None) -> LoadStatus:
        """Gives the variables the values of a checkpoint, ours or real TensorFlow's.

        Args:
          save_path: what `save` returned, or `latest_checkpoint` gives; None does nothing.
          options: accepted, without effect.

        Returns:
          A status, which can be asked whether everything was found.

        Raises:
          NotFoundError: there is no such checkpoint.
          ValueError: a shape does not fit; then no variable is changed.
        """
        self.save_counter  # noqa: B018 - made, so that it is restored too
        return self.read(save_path)

    def read(self, save_path: Any, options: Any = None) -> LoadStatus:
        """`restore` for what `write` wrote."""
        self._background.sync()
        if save_path is None:
            return LoadStatus(self, {})
        return LoadStatus(self, files.Saved(os.fspath(save_path)))

    def sync(self) -> None:
        """Waits for a checkpoint that is being written.

        Raises:
          OSError: it could not be written.
        """
        self._background.sync()

    def _variables(self) -> dict[str, Variable]:
        return variables_of(self)

    def _checkpoint_children(self) -> list[tuple[str, Any]]:
        own = [(name, value) for name, value in vars(self).items() if not name.startswith("_")]
        root = getattr(self._root, "_checkpoint_children", None)
        inner = root() if root else vars(self._root).items() if self._root is not None else ()
        counter = [] if self._save_counter is None else [("save_counter", self._save_counter)]
        return [*counter, *own, *inner]


def _note_newest(path: str) -> None:
    folder = os.path.dirname(path) or "."
    state = get_checkpoint_state(folder)
    known = [p for p in state.all_model_checkpoint_paths if p != path] if state else []
    times = (state.all_model_checkpoint_timestamps if state else [])[: len(known)]
    write_state(folder, path, [*known, path], [*times, time.time()], time.time())


class LoadStatus:
    """What `restore` found and what not, and the values that still wait for their variables."""

    def __init__(self, checkpoint: Checkpoint, saved: Any):
        # Not the checkpoint, which may be gone while a model of it waits; nor models for ever.
        self._parts = [(n, _weakly(part)) for n, part in checkpoint._checkpoint_children()]
        self._saved = saved
        self._waiting = {_plain(name): name for name in saved}
        self._restored: set[int] = set()
        self._assign()
        if self._waiting:
            listen(self._changed)

    def assert_consumed(self) -> LoadStatus:
        """Raises AssertionError if a saved value has no variable, or a variable no value."""
        if self._waiting:
            raise AssertionError(
                problem(
                    "Unresolved object in checkpoint: saved values have no variable yet",
                    given=", ".join(sorted(self._waiting.values())[:10]),
                    fix="build the model first, or expect_partial() if that is meant",
                )
            )
        return self.assert_existing_objects_matched()

    def assert_existing_objects_matched(self) -> LoadStatus:
        """Raises AssertionError if there is a variable without a saved value."""
        missing = [name for name, v in self._variables().items() if id(v) not in self._restored]
        if missing and self._saved:
            raise AssertionError(
                problem(
                    "Found objects which were not in the checkpoint",
                    given=", ".join(missing[:10]),
                    expected=", ".join(sorted(self._saved)[:10]),
                )
            )
        return self

    def assert_nontrivial_match(self) -> LoadStatus:
        """Raises AssertionError if nothing but the save counter was restored."""
        if self._saved and len(self._restored) <= 1:
            raise AssertionError(
                "Nothing except the root object matched a checkpointed value. "
                f"Saved: {sorted(self._saved)[:10]}"
            )
        return self

    def expect_partial(self) -> LoadStatus:
        """Says that values without a variable are meant; there is no warning to silence."""
        return self

    def initialize_or_restore(self, session: Any = None) -> None:
        """Nothing: restored already."""

    def run_restore_ops(self, session: Any = None) -> None:
        """Nothing: restored already."""

    def _variables(self) -> dict[str, Variable]:
        parts = {name: part() for name, part in self._parts}
        return variables_of({name: part for name, part in parts.items() if part is not None})

    def _assign(self) -> None:
        """Gives variables that turned up their values, all or none."""
        found = []
        for name, variable in self._variables().items():
            key = self._waiting.get(_plain(name))
            if key is not None:
                shape = self._saved.shape(key)
                if not variable.shape.is_compatible_with(shape):
                    raise ValueError(
                        problem(
                            f"Tensor's shape {tuple(variable.shape)} is not compatible with "
                            f"supplied shape {tuple(shape)}",
                            given=f"{tuple(shape)} for {key}, from {self._saved.path}",
                            expected=f"{tuple(variable.shape)}, the shape of {variable.name}",
                        )
                    )
                found.append((name, variable, key))
        if found:
            self._saved.check([key for _, _, key in found])
        for name, variable, key in found:  # one after the other: never two of a large model
            array = self._saved[key].astype(variable.dtype.np, copy=False)
            variable.assign(adopt(array))
            del self._waiting[_plain(name)]
            self._restored.add(id(variable))

    def _changed(self) -> None:
        if not self._waiting or all(part() is None for _, part in self._parts):
            forget(self._changed)
            return
        self._assign()


def _weakly(part: Any) -> Callable[[], Any]:
    """A function that gives the part, while somebody else holds it; lists and dicts always."""
    try:
        return weakref.ref(part)
    except TypeError:
        return lambda: part


def _plain(name: str) -> str:
    """A path as ours and TensorFlow's agree on it: `_kernel` there is `kernel` here."""
    parts = name.removesuffix(files.SUFFIX).split("/")
    return "/".join(part.lstrip("_") for part in parts)
