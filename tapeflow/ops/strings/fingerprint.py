"""`tf.fingerprint`."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.engine import Tensor, convert_to_tensor, invalid
from tapeflow.engine.dtypes import string
from tapeflow.ops.strings.farmhash import fingerprint64


def fingerprint(data: Any, method: str = "farmhash64", name: str | None = None) -> Tensor:
    """The fingerprints of a tensor's rows, as bytes.

    Args:
      data: a tensor of at least one axis, of numbers or strings.
      method: "farmhash64".
      name: accepted for compatibility, not used.

    Returns:
      uint8 `[rows, 8]`.

    >>> import tapeflow as tf
    >>> tf.fingerprint(["a"]).numpy()
    array([[227, 117, 223, 182, 101,  66,  69, 179]], dtype=uint8)
    """
    if method != "farmhash64":
        raise invalid(f"Unsupported method: {method}", expected="farmhash64")
    tensor = convert_to_tensor(data)
    if not tensor.ndim:
        raise invalid("tf.fingerprint needs at least one axis", given="a scalar")
    array = np.asarray(tensor.numpy())
    if tensor.dtype is not string:
        rows = [np.ascontiguousarray(row).tobytes() for row in array]
    elif tensor.ndim == 1:
        rows = array.tolist()
    else:
        prints = [fingerprint64(item).to_bytes(8, "little") for item in array.ravel().tolist()]
        width = int(np.prod(array.shape[1:]))
        rows = [b"".join(prints[i : i + width]) for i in range(0, len(prints), width)]
    numbers = np.array([fingerprint64(row) for row in rows], np.uint64)
    return convert_to_tensor(numbers.astype("<u8").view(np.uint8).reshape(-1, 8))
