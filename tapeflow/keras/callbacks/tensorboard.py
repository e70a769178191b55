"""`TensorBoard`: curves, histograms and pictures of training, for the `tensorboard` program."""

from __future__ import annotations

import os
import time
import warnings
from typing import Any

import numpy as np

from tapeflow import summary
from tapeflow.keras.callbacks.batch_count import BatchCount
from tapeflow.keras.callbacks.callback import Callback
from tapeflow.keras.callbacks.profiled_batches import ProfiledBatches
from tapeflow.keras.callbacks.projector import Projector
from tapeflow.keras.callbacks.rates import rate_of, rates
from tapeflow.summary.model_graph import model_graph


class TensorBoard(Callback):
    """Writes files that `tensorboard --logdir` shows: under `train` and `validation`.

    Args:
      log_dir: the folder.
      histogram_freq: after every how many epochs histograms of the weights are written; 0: never.
      write_graph: whether the model's layers are drawn.
      write_images: whether weights are drawn as pictures, along with their histograms.
      write_steps_per_second: whether the speed is a curve.
      update_freq: "epoch"; or "batch", or after how many batches losses and metrics are written.
      profile_batch: the number of a batch that is profiled, counted from 1, or the first and the
        last of several; 0: none. Every batch is a program of its own then.
      embeddings_freq: after every how many epochs the tables of `Embedding` layers are written for
        the projector; 0: never.
      embeddings_metadata: a file that names the tables' rows, relative to `log_dir`; or a
        dictionary of such files by the layers' names.

    Raises:
      ValueError: a wrong `profile_batch`; in `fit`: metadata for a layer that there is not.
      ImportError: (in `fit`) the library that writes the files is not installed.
    """

    def __init__(
        self,
        log_dir: Any = "logs",
        histogram_freq: int = 0,
        write_graph: bool = True,
        write_images: bool = False,
        write_steps_per_second: bool = False,
        update_freq: Any = "epoch",
        profile_batch: Any = 0,
        embeddings_freq: int = 0,
        embeddings_metadata: Any = None,
    ):
        self.log_dir = str(log_dir)
        self.histogram_freq = histogram_freq
        self.write_graph, self.write_images = write_graph, write_images
        self.write_steps_per_second = write_steps_per_second
        self.update_freq = 1 if update_freq == "batch" else update_freq
        every = None if update_freq == "epoch" else int(self.update_freq)
        self._count = BatchCount(every)
        self._profiled = ProfiledBatches(self.log_dir, profile_batch)
        self._projector = Projector(self.log_dir, embeddings_freq, embeddings_metadata)
        # With one point an epoch, many batches can be one program.
        self.takes_many_batches = every is None and not self._profiled.any
        self._writers: dict[str, Any] = {}
        self._batches = self._at_epoch_begin = 0
        self._last = -1
        self._began = 0.0
        self._is_fitting = False

    def _writer(self, name: str) -> Any:
        if name not in self._writers:
            self._writers[name] = summary.create_file_writer(os.path.join(self.log_dir, name))
        return self._writers[name]

    def on_train_begin(self, logs: Any = None) -> None:
        self._batches = 0
        self._is_fitting = True
        self._projector.begin(self.model)
        if self.write_graph:
            try:
                described = self.model.to_json()
            except (NotImplementedError, TypeError, ValueError) as error:
                warnings.warn(
                    f"Model failed to serialize as JSON. Ignoring... {error}", stacklevel=2
                )
                return
            with self._writer("train").as_default():
                model_graph("keras", described)

    def on_train_end(self, logs: Any = None) -> None:
        self._is_fitting = False
        self._profiled.end()
        for writer in self._writers.values():
            writer.close()
        self._writers.clear()

    def on_test_end(self, logs: Any = None) -> None:
        steps = getattr(self.model.optimizer, "iterations", None)
        if not logs or steps is None:
            return
        self._write("validation", {f"evaluation_{k}_vs_iterations": v for k, v in logs.items()},
                    int(steps))  # fmt: skip
        if not self._is_fitting:
            self._writer("validation").flush()

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self._count.begin()
        self._last = -1
        self._at_epoch_begin = self._batches
        self._began = time.perf_counter()

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        self._profiled.batch_begins()

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self._batches += batch - self._last
        self._last = batch
        self._profiled.batch_ended(self.model)
        if self._count.is_due(batch):
            values = {f"batch_{name}": value for name, value in (logs or {}).items()}
            self._write("train", values, self._batches - 1)

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        logs = dict(logs or {})
        for name, optimizer in rates(self.model):
            logs.setdefault(name, rate_of(optimizer))
        if self.write_steps_per_second:
            seconds = max(time.perf_counter() - self._began, 1e-9)
            logs["steps_per_second"] = (self._batches - self._at_epoch_begin) / seconds
        train = {f"epoch_{k}": v for k, v in logs.items() if not k.startswith("val_")}
        validation = {f"epoch_{k[4:]}": v for k, v in logs.items() if k.startswith("val_")}
        self._write("train", train, epoch)
        if validation:
            self._write("validation", validation, epoch)
        if self.histogram_freq and epoch % self.histogram_freq == 0:
            self._write_weights(epoch)
        self._projector.epoch_ends(epoch)

    def _write(self, name: str, values: dict[str, Any], step: int) -> None:
        with self._writer(name).as_default(), summary.record_if(True):
            for tag, value in values.items():
                summary.scalar(tag, value, step=step)

    def _write_weights(self, epoch: int) -> None:
        with self._writer("train").as_default(), summary.record_if(True):
            for layer in self.model.layers:
                for weight in layer.weights:
                    name = getattr(weight, "path", weight.name).replace(":", "_")
                    summary.histogram(f"{name}/histogram", weight, step=epoch)
                    if self.write_images:
                        pictures = _as_images(np.asarray(weight.numpy()))
                        if pictures is not None:
                            summary.image(f"{name}/image", pictures, step=epoch)


def _as_images(weight: np.ndarray) -> np.ndarray | None:
    """A weight as gray pictures `[count, height, width, 1]` in 0 to 1; None if it has no form."""
    weight = np.squeeze(weight).astype(np.float32)
    if weight.ndim == 1:
        weight = weight[None, :, None, None]
    elif weight.ndim == 2:
        weight = (weight if weight.shape[0] <= weight.shape[1] else weight.T)[None, :, :, None]
    elif weight.ndim == 3:
        weight = np.transpose(weight, (2, 0, 1))[..., None]
    else:
        return None
    low, high = weight.min(), weight.max()
    return (weight - low) / (high - low if high > low else 1.0)
