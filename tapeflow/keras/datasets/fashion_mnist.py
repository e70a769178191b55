"""Fashion-MNIST: 70,000 images of clothes in the form of MNIST.

The copyright is held by Zalando SE; the data set is under the MIT license.
"""

from __future__ import annotations

import gzip
import os
import zlib

import numpy as np

from tapeflow.engine.errors import problem
from tapeflow.keras.utils.get_file import get_file

ORIGIN = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"
FOLDER = os.path.join("datasets", "fashion-mnist")
IMAGES, LABELS = 2051, 2049  # the files' first four bytes, which give the kind of what follows


def load_data():
    """The images and labels of Fashion-MNIST; downloads 30 MB the first time.

    Returns:
      `(x_train, y_train), (x_test, y_test)`: uint8 images `[60000, 28, 28]` and `[10000, 28, 28]`,
      and uint8 labels 0 to 9: T-shirt/top, trouser, pullover, dress, coat, sandal, shirt, sneaker,
      bag, ankle boot.

    Raises:
      ConnectionError: the network failed; the message says what to put where by hand.
      ValueError: a file is damaged.
    """
    train_labels = _read("train-labels-idx1-ubyte.gz", LABELS)
    train_images = _read("train-images-idx3-ubyte.gz", IMAGES)
    test_labels = _read("t10k-labels-idx1-ubyte.gz", LABELS)
    test_images = _read("t10k-images-idx3-ubyte.gz", IMAGES)
    return (train_images, train_labels), (test_images, test_labels)


def _read(name: str, kind: int) -> np.ndarray:
    """One file: four big-endian bytes of kind, four for each dimension, then the bytes."""
    path = get_file(name, origin=ORIGIN + name, cache_subdir=FOLDER)
    try:
        with gzip.open(path, "rb") as file:
            content = file.read()  # checks the sum and the length at the archive's end
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise ValueError(_damaged(path, error)) from error
    ndim = 3 if kind == IMAGES else 1
    found, *shape = np.frombuffer(content, ">i4", count=1 + ndim)
    if found != kind or len(content) != 4 * (1 + ndim) + np.prod(shape):
        raise ValueError(_damaged(path, f"its first bytes say {found}, not {kind}"))
    return np.frombuffer(content, np.uint8, offset=4 * (1 + ndim)).reshape(shape)


def _damaged(path: str, reason: object) -> str:
    return problem(
        "tf.keras.datasets.fashion_mnist.load_data: a file is damaged",
        given=f"{path}: {reason}",
        fix="delete the file, so that it is downloaded again",
    )
