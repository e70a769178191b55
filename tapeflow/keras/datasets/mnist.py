"""MNIST: 70,000 handwritten digits. The file is in the package; no network is needed.

Yann LeCun and Corinna Cortes hold the copyright of MNIST, a derivative work of NIST's original data
sets; it is available under the Creative Commons Attribution-ShareAlike 3.0 license (see NOTICE).
"""

from __future__ import annotations

import os
import warnings
from pathlib import Path

import numpy as np

from tapeflow.keras.utils.get_file import get_file, keras_home
from tapeflow.keras.utils.get_file_hash import has_hash

ORIGIN = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz"
PUBLISHED = "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"
# The same arrays, packed again.
PACKAGED = "06af5dfe73b70e3bc1c36439982b18a8d76803db9b544f6fdf838a37fbb01b64"
PACKAGE_FILE = Path(__file__).with_name("mnist.npz")


def load_data(path: str | os.PathLike = "mnist.npz"):
    """The images and labels of MNIST.

    The user's own `~/.keras/datasets/mnist.npz` (or below `$KERAS_HOME`) is used if it is whole;
    it is never changed. Otherwise the package's copy is.

    Args:
      path: name of the user's file in `~/.keras/datasets`, or an absolute path.

    Returns:
      `(x_train, y_train), (x_test, y_test)`: uint8 images `[60000, 28, 28]` and `[10000, 28, 28]`,
      0 for white paper and 255 for ink, and uint8 labels `[60000]` and `[10000]`.

    >>> (x_train, y_train), (x_test, y_test) = tf.keras.datasets.mnist.load_data()
    >>> x_train.shape, x_train.dtype, int(y_train[0])
    ((60000, 28, 28), dtype('uint8'), 5)
    """
    with np.load(_file(path), allow_pickle=False) as arrays:
        return (
            (arrays["x_train"], arrays["y_train"]),
            (arrays["x_test"], arrays["y_test"]),
        )


def _file(path: str | os.PathLike) -> str | Path:
    own = keras_home() / "datasets" / path  # an absolute path stays as it is
    if own.is_file():
        if has_hash(own, PUBLISHED) or has_hash(own, PACKAGED):
            return own
        warnings.warn(
            f"{own} is damaged or another version (its SHA-256 is neither of the two known); it is "
            "left as it is, and the copy of MNIST in TapeFlow's package is used",
            stacklevel=3,
        )
    if PACKAGE_FILE.is_file() and has_hash(PACKAGE_FILE, PACKAGED):
        return PACKAGE_FILE
    # A package without its data, or with damaged data. Not under the user's file's name: a file
    # that is there already is not ours to replace.
    return get_file("mnist-tapeflow.npz", origin=ORIGIN, file_hash=PUBLISHED)
