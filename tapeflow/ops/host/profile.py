"""`tf.profiler.experimental`, on JAX's profiler: files that TensorBoard's profiler shows."""

from __future__ import annotations

from collections import namedtuple
from typing import Any

from tapeflow.ops.host import profiler


class ProfilerOptions(
    namedtuple(
        "ProfilerOptions",
        ["host_tracer_level", "python_tracer_level", "device_tracer_level", "delay_ms"],
    )
):
    """What is traced: accepted for compatibility; JAX's own choice is taken."""

    def __new__(
        cls,
        host_tracer_level: int = 2,
        python_tracer_level: int = 0,
        device_tracer_level: int = 1,
        delay_ms: int | None = None,
    ):
        return super().__new__(
            cls, host_tracer_level, python_tracer_level, device_tracer_level, delay_ms
        )


def start(logdir: str, options: Any = None) -> None:
    """Begins to write a profile below a folder.

    Args:
      logdir: the folder.
      options: accepted for compatibility, not used.
    """
    profiler.start(logdir)


def stop(save: bool = True) -> None:
    """Ends the profile and writes its files.

    Args:
      save: accepted for compatibility; the files are always written.
    """
    profiler.stop()


class Profile:
    """A `with` block that is profiled; arguments are those of `start`."""

    def __init__(self, logdir: str, options: Any = None):
        self._logdir = logdir

    def __enter__(self) -> None:
        profiler.start(self._logdir)

    def __exit__(self, *exception: Any) -> None:
        profiler.stop()


class Trace:
    """A `with` block that names a step: accepted for compatibility, not written.

    Args:
      name: the step's name.
      **kwargs: such as `step_num`.
    """

    def __init__(self, name: str, **kwargs: Any):
        self.name = name

    def set_metadata(self, **kwargs: Any) -> None:
        """Does nothing."""

    def __enter__(self) -> Trace:
        return self

    def __exit__(self, *exception: Any) -> None:
        return None
