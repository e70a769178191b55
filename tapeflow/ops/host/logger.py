"""`tf.get_logger`: the logger of messages to the user."""

from __future__ import annotations

import logging


def get_logger() -> logging.Logger:
    """Python's logger named `tensorflow`, so that settings scripts make for it take effect.

    >>> import tapeflow as tf
    >>> tf.get_logger().setLevel("ERROR")
    """
    return logging.getLogger("tensorflow")


def set_verbosity(level: int, alsologtostdout: bool = False) -> None:
    """Accepted for compatibility; a function's rewriting reports nothing here.

    Args:
      level: 0 to 10.
      alsologtostdout: whether to print as well.
    """
