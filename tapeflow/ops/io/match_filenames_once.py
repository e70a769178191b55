"""`tf.io.match_filenames_once`."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import Tensor
from tapeflow.ops.io.files import matching_files


def match_filenames_once(pattern: Any, name: str | None = None) -> Tensor:
    """The paths that match a pattern, at the time of the call.

    Args:
      pattern: a path with `*` and the like, or several.
      name: accepted for compatibility, not used.

    Returns:
      A tensor of strings; TensorFlow gives a variable.
    """
    return matching_files(pattern)
