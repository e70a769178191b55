"""Switches of `tf.keras.config`."""

from __future__ import annotations

from tapeflow.engine import problem

_SWITCHES = {"interactive_logging": True, "flash_attention": False}


def backend() -> str:
    """`tensorflow`: what programs that ask are written for."""
    return "tensorflow"


def set_backend(backend: str) -> None:
    """Refuses every backend but `tensorflow`: there is one implementation.

    Raises:
      ValueError: another backend.
    """
    if backend != "tensorflow":
        raise ValueError(
            problem(
                "keras.config.set_backend: there is one backend",
                given=repr(backend),
                expected="'tensorflow', whose functions run on JAX here anyway",
            )
        )


def enable_interactive_logging() -> None:
    """Progress bars and messages go to the standard output, as they do at first."""
    _SWITCHES["interactive_logging"] = True


def disable_interactive_logging() -> None:
    """Progress bars and messages go to the log (`tf.get_logger`), as information."""
    _SWITCHES["interactive_logging"] = False


def is_interactive_logging_enabled() -> bool:
    """Whether progress bars and messages go to the standard output."""
    return _SWITCHES["interactive_logging"]


def enable_flash_attention() -> None:
    """Has no effect but on `is_flash_attention_enabled`: XLA chooses how attention is computed."""
    _SWITCHES["flash_attention"] = True


def disable_flash_attention() -> None:
    """Has no effect but on `is_flash_attention_enabled`: XLA chooses how attention is computed."""
    _SWITCHES["flash_attention"] = False


def is_flash_attention_enabled() -> bool:
    """What was asked for last; False at first."""
    return _SWITCHES["flash_attention"]


def is_nnx_enabled() -> bool:
    """False: there are no Flax modules inside."""
    return False
