"""`tf.saved_model.SaveOptions` and `LoadOptions`: accepted for compatibility."""

from __future__ import annotations

from typing import Any


class SaveOptions:
    """How TensorFlow saves; nothing of it has a meaning here.

    Args:
      **options: TensorFlow's: devices, custom gradients (which are always kept), namespaces.
    """

    def __init__(self, **options: Any):
        self.__dict__.update(options)


class LoadOptions(SaveOptions):
    """How TensorFlow loads; nothing of it has a meaning here."""
