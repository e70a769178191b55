"""`tf.compat.v1.logging`: TensorFlow's logger as functions."""

from __future__ import annotations

import logging
from typing import Any

from tapeflow.ops.host.logger import get_logger

DEBUG, INFO, WARN, ERROR, FATAL = (
    logging.DEBUG,
    logging.INFO,
    logging.WARNING,
    logging.ERROR,
    logging.FATAL,
)


def set_verbosity(level: int | str) -> None:
    """Shows messages of a level and above.

    Args:
      level: `ERROR`, `WARN`, `INFO` or `DEBUG`, as a number or a name.
    """
    get_logger().setLevel(level)


def get_verbosity() -> int:
    """The level from which messages are shown."""
    return get_logger().getEffectiveLevel()


def debug(message: str, *values: Any) -> None:
    """Logs a message at level `DEBUG`."""
    get_logger().debug(message, *values)


def info(message: str, *values: Any) -> None:
    """Logs a message at level `INFO`."""
    get_logger().info(message, *values)


def warning(message: str, *values: Any) -> None:
    """Logs a message at level `WARN`."""
    get_logger().warning(message, *values)


def error(message: str, *values: Any) -> None:
    """Logs a message at level `ERROR`."""
    get_logger().error(message, *values)


def fatal(message: str, *values: Any) -> None:
    """Logs a message at level `FATAL`."""
    get_logger().fatal(message, *values)
