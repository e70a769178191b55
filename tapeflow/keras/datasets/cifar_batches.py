"""The files in which the CIFAR data sets are published."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tapeflow.keras.datasets.pickled_arrays import load_pickle


def read_batch(path: Path, labels: str) -> tuple[np.ndarray, np.ndarray]:
    """The images and labels in one file.

    Args:
      path: the file, a pickled dictionary.
      labels: the key of the labels: `"labels"`, `"fine_labels"` or `"coarse_labels"`.

    Returns:
      uint8 images `[samples, 32, 32, 3]` and uint8 labels `[samples, 1]`.
    """
    with open(path, "rb") as file:
        batch = load_pickle(file)
    images = batch[b"data"].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
    return images, np.asarray(batch[labels.encode()], np.uint8).reshape(-1, 1)
