"""CIFAR-10: 60,000 color photographs of ten kinds of things."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tapeflow.keras.datasets.cifar_batches import read_batch
from tapeflow.keras.utils.get_file import get_file

ORIGIN = "https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz"
SHA256 = "6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce"


def load_data():
    """The images and labels of CIFAR-10; downloads 170 MB the first time.

    Returns:
      `(x_train, y_train), (x_test, y_test)`: uint8 images `[50000, 32, 32, 3]` and
      `[10000, 32, 32, 3]`, and uint8 labels `[50000, 1]` and `[10000, 1]`: airplane, automobile,
      bird, cat, deer, dog, frog, horse, ship, truck.

    Raises:
      ConnectionError: the network failed; the message says what to put where by hand.
    """
    folder = get_file("cifar-10-batches-py-target", origin=ORIGIN, extract=True, file_hash=SHA256)
    batches = Path(folder) / "cifar-10-batches-py"
    train = [read_batch(batches / f"data_batch_{i}", "labels") for i in range(1, 6)]
    images, labels = zip(*train, strict=True)
    test = read_batch(batches / "test_batch", "labels")
    return (np.concatenate(images), np.concatenate(labels)), test
