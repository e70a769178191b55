"""`tf.device`: a block of code for a device, which is a wish that the engine does not need."""

from __future__ import annotations

import re
from typing import Any

from tapeflow.engine import problem

_PART = re.compile(r"^(job:\w+|replica:\d+|task:\d+|(device:)?[A-Za-z_]+(:(\d+|\*))?)$")


class device:
    """A `with` block whose ops TensorFlow would put on the device.

    Programs run where JAX puts them: on the first accelerator, or the CPU if there is none. So that
    code written for other machines runs, every well-formed device is accepted, and changes nothing.

    Args:
      device_name: `"/GPU:0"`, `"cpu"`, `"/job:localhost/replica:0/task:0/device:CPU:0"`, a logical
        device, or None.

    Raises:
      ValueError: not the form of a device's name.
      RuntimeError: a function, which TensorFlow refuses in eager mode too.

    >>> import tapeflow as tf
    >>> with tf.device("/GPU:0"):
    ...     print(tf.constant(1) + 1)
    tf.Tensor(2, shape=(), dtype=int32)
    """

    def __init__(self, device_name: Any):
        if callable(device_name) and not hasattr(device_name, "name"):
            raise RuntimeError(
                "tf.device does not support functions when eager execution is enabled."
            )
        name = getattr(device_name, "name", device_name)
        if name is not None and not (isinstance(name, str) and _well_formed(name)):
            raise ValueError(
                problem("tf.device: not a device's name", repr(name), '"/CPU:0" or "/GPU:0"')
            )
        self.name = name

    def __enter__(self) -> None:
        return None

    def __exit__(self, *exception: Any) -> None:
        return None


def _well_formed(name: str) -> bool:
    return all(_PART.match(part) for part in name.strip("/").split("/")) or not name
