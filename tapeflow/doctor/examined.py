"""`examined`: a block that the doctor watches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from tapeflow.doctor.checks import checks
from tapeflow.doctor.doctor import Doctor, warn
from tapeflow.doctor.place import Place
from tapeflow.engine import flush


@contextmanager
def examined(tell: Callable[[str, Place], None] = warn) -> Iterator[Doctor]:
    """Says what looks wrong in a training: NaN, data, labels, losses, layers.

    Args:
      tell: takes a message and a place; by default a `tf.errors.DoctorWarning` is given.
    """
    doctor = Doctor(tell)
    doctor.checks.extend(checks(tell))
    doctor.start()
    try:
        yield doctor
    finally:
        with suppress(Exception):  # the script's own error, if any, is told
            flush()
        doctor.stop()
