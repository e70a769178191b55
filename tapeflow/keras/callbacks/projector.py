"""`Projector`: embeddings in files that TensorBoard's projector shows."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any

import numpy as np

from tapeflow.engine import problem
from tapeflow.keras.layers import Embedding


class Projector:
    """Writes the tables of a model's `Embedding` layers as `embeddings/<layer>.tsv`.

    Args:
      folder: TensorBoard's log folder.
      every: after every how many epochs; 0: never.
      metadata: a file that names the rows, relative to the folder; or a dictionary of such files
        by the layers' names; or None.
    """

    def __init__(self, folder: str, every: int, metadata: str | Mapping[str, str] | None):
        self._folder, self._every, self._metadata = folder, every, metadata
        self._layers: list[Any] = []

    def begin(self, model: Any) -> None:
        """Finds the layers, and describes them to TensorBoard.

        Raises:
          ValueError: metadata for a layer that there is not.
        """
        if not self._every:
            return
        self._layers = [layer for layer in model._flatten_layers() if isinstance(layer, Embedding)]
        names = [layer.name for layer in self._layers]
        if isinstance(self._metadata, Mapping) and set(self._metadata) - set(names):
            raise ValueError(
                problem(
                    "Unrecognized `Embedding` layer names passed to `keras.callbacks.TensorBoard` "
                    "`embeddings_metadata` argument",
                    given=", ".join(map(repr, self._metadata)),
                    expected=f"some of {names}",
                )
            )
        os.makedirs(os.path.join(self._folder, "embeddings"), exist_ok=True)
        with open(os.path.join(self._folder, "projector_config.pbtxt"), "w") as file:
            file.write("".join(map(self._entry, names)))

    def _entry(self, name: str) -> str:
        """A layer's part of the configuration, as text of a protocol buffer."""
        metadata: Any = self._metadata
        if isinstance(metadata, Mapping):
            metadata = metadata.get(name)
        fields = {"tensor_name": name, "tensor_path": _path(name), "metadata_path": metadata}
        lines = [f"  {key}: {json.dumps(str(value))}" for key, value in fields.items() if value]
        return "\n".join(["embeddings {", *lines, "}", ""])

    def epoch_ends(self, epoch: int) -> None:
        """Writes the tables as they are, if it is time for that."""
        if self._every and epoch % self._every == 0:
            for layer in self._layers:
                path = os.path.join(self._folder, _path(layer.name))
                np.savetxt(path, layer.embeddings.numpy(), "%.7g", "\t")


def _path(name: str) -> str:
    return os.path.join("embeddings", name.replace("/", "_") + ".tsv")
