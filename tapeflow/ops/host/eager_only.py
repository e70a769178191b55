"""TensorFlow 1's switches between graphs and eager execution: eager execution is all there is."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import problem


def enable_eager_execution(
    config: Any = None, device_policy: Any = None, execution_mode: Any = None
) -> None:
    """Does nothing: ops are eager.

    Args:
      config: accepted for compatibility, not used.
      device_policy: accepted for compatibility, not used.
      execution_mode: accepted for compatibility, not used.
    """


def enable_v2_behavior() -> None:
    """Does nothing: there is no other behavior."""


def disable_eager_execution() -> None:
    """Not built: there are no graphs and sessions.

    Raises:
      NotImplementedError: always.
    """
    raise NotImplementedError(_no_graphs("disable_eager_execution"))


def disable_v2_behavior() -> None:
    """Not built: there are no graphs and sessions.

    Raises:
      NotImplementedError: always.
    """
    raise NotImplementedError(_no_graphs("disable_v2_behavior"))


def _no_graphs(name: str) -> str:
    return problem(
        f"tf.compat.v1.{name}: TensorFlow 1's graphs and sessions are not built",
        fix="write the TensorFlow 2 way: call functions on tensors, and use tf.GradientTape",
    )
