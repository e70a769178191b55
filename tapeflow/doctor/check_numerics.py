"""`tf.debugging.enable_check_numerics`: a NaN or an infinity is an error that names its line."""

from __future__ import annotations

from typing import Any

_doctor: Any = None


def enable_check_numerics(stack_height_limit: int = 30, path_length_limit: int = 50) -> None:
    """Makes it an error if a value that is used later is NaN or infinite.

    Programs run as before, and tell besides whether their results are finite. If not, the step is
    done again op by op from the values it started with, and the error names the op that made the
    first NaN or infinity, its line, its operands' ranges, and what the likely cause is. It is
    raised as soon as the program is known to have run: at the latest where its value is read.

    Args:
      stack_height_limit: TensorFlow's; not used: the user's line is told.
      path_length_limit: TensorFlow's; not used.

    >>> import tapeflow as tf
    >>> tf.debugging.enable_check_numerics()
    >>> try:
    ...     print(tf.math.log(tf.constant([1.0, 0.0])))
    ... except tf.errors.InvalidArgumentError as error:
    ...     print(error.message.splitlines()[0])
    ... finally:
    ...     tf.debugging.disable_check_numerics()
    infinity in step 1: the logarithm of 0, in row 1
    """
    global _doctor
    if _doctor is None:
        from tapeflow.doctor.doctor import Doctor  # not loaded with the package

        _doctor = Doctor(strict=True)
        _doctor.start()


def disable_check_numerics() -> None:
    """Undoes `enable_check_numerics`."""
    global _doctor
    doctor, _doctor = _doctor, None
    if doctor is not None:
        doctor.stop()
