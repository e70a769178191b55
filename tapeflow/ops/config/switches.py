"""`tf.config`'s switches: some do something, others are kept for scripts that set them."""

from __future__ import annotations

import warnings
from typing import Any

from tapeflow.engine import flush, problem
from tapeflow.engine.settings import settings
from tapeflow.engine.threads import use_threads
from tapeflow.ops.random import seeds

_kept: dict[str, Any] = {
    "functions_eagerly": False,
    "inter_op": 0,
    "intra_op": 0,
    "jit": "",
    "log_device_placement": False,
    "optimizer": {"disable_meta_optimizer": False, "disable_model_pruning": False},
    "soft_device_placement": True,
    "synchronous": True,
    "tensor_float_32": True,
}


class run_op_by_op:
    """Runs every op at once and by itself, to find the one that fails or is slow.

    Results stay the same, the speed of whole programs is lost. As a `with` block it holds inside.

    Args:
      enable: whether to.

    >>> import tapeflow as tf
    >>> with tf.config.run_op_by_op():
    ...     print(tf.constant(1) + 1)
    tf.Tensor(2, shape=(), dtype=int32)
    """

    def __init__(self, enable: bool = True):
        self._before = settings.op_by_op
        flush()
        settings.op_by_op = bool(enable)

    def __enter__(self) -> None:
        return None

    def __exit__(self, *exception: Any) -> None:
        settings.op_by_op = self._before


def run_functions_eagerly(run_eagerly: bool) -> None:
    """Whether `tf.function` calls the Python function every time, rather than what it traced.

    Args:
      run_eagerly: True to debug inside functions with breakpoints and `print`.
    """
    _kept["functions_eagerly"] = bool(run_eagerly)


def functions_run_eagerly() -> bool:
    """What `run_functions_eagerly` was given last; False at first."""
    return _kept["functions_eagerly"]


def enable_op_determinism() -> None:
    """Makes every run of a program on this machine give the same bits; call it first of all.

    A program's work is not shared among threads any more, since XLA promises nothing about the
    bits where it is (jax#39741), and random ops without any seed are an error. It costs what the
    threads brought: on two cores `fit` on a small convolutional network took 1.8 times as long, on
    a perceptron 1.4 times. Results then do not depend on the number of cores either.

    On a GPU, results of additions in varying order still vary; the XLA flag
    `--xla_gpu_deterministic_ops=true`, set in `XLA_FLAGS` before the start, stops that.

    Warns:
      RuntimeWarning: an op has run already, so that the threads are there. The same training gave
        the same bits with them too in all that was tried, but nothing guarantees it.
    """
    settings.deterministic = True
    seeds.require_seed(True)
    if not use_threads(1):
        warnings.warn(
            problem(
                "tf.config.experimental.enable_op_determinism: threads share the work of programs",
                given="a call after the first op",
                fix="call it before anything is computed, or start Python with PJRT_NPROC=1",
            ),
            RuntimeWarning,
            stacklevel=2,
        )


def set_soft_device_placement(enabled: bool) -> None:
    """Kept and given back; ops run where JAX puts them.

    Args:
      enabled: True or False.
    """
    _kept["soft_device_placement"] = bool(enabled)


def get_soft_device_placement() -> bool:
    """What `set_soft_device_placement` was given last; True at first."""
    return _kept["soft_device_placement"]


def set_log_device_placement(enabled: bool) -> None:
    """Kept and given back; programs run as a whole, so that no op has a placement to log.

    Args:
      enabled: True or False.
    """
    _kept["log_device_placement"] = bool(enabled)


def get_log_device_placement() -> bool:
    """What `set_log_device_placement` was given last; False at first."""
    return _kept["log_device_placement"]


def set_inter_op_parallelism_threads(num_threads: int) -> None:
    """Kept and given back; XLA shares all cores among the parts of a program.

    Args:
      num_threads: 0 for the system's choice.
    """
    _kept["inter_op"] = int(num_threads)


def get_inter_op_parallelism_threads() -> int:
    """What `set_inter_op_parallelism_threads` was given last; 0 at first."""
    return _kept["inter_op"]


def set_intra_op_parallelism_threads(num_threads: int) -> None:
    """Settles how many threads share the work of a program on the CPU.

    Args:
      num_threads: 0 for one on each core.

    Raises:
      RuntimeError: an op has run already, with another number.
    """
    if not use_threads(int(num_threads)):
        raise RuntimeError("Intra op parallelism cannot be modified after initialization.")
    _kept["intra_op"] = int(num_threads)


def get_intra_op_parallelism_threads() -> int:
    """What `set_intra_op_parallelism_threads` was given last; 0 at first."""
    return _kept["intra_op"]


def set_jit(enabled: Any) -> None:
    """Kept and given back; XLA compiles everything here.

    Args:
      enabled: True, False or `"autoclustering"`.
    """
    _kept["jit"] = "autoclustering" if enabled in (True, "autoclustering") else ""


def get_jit() -> str:
    """What `set_jit` was given last: `""` or `"autoclustering"`."""
    return _kept["jit"]


def set_experimental_options(options: dict[str, Any]) -> None:
    """Kept and given back: options of TensorFlow's graph optimizer, whose work XLA does.

    Args:
      options: names and values.
    """
    _kept["optimizer"].update(options)


def get_experimental_options() -> dict[str, Any]:
    """The options given to `set_experimental_options` so far."""
    return dict(_kept["optimizer"])


def set_synchronous_execution(enable: bool) -> None:
    """Kept and given back; programs run while Python goes on, and reading a value waits.

    Args:
      enable: True or False.
    """
    _kept["synchronous"] = bool(enable)


def get_synchronous_execution() -> bool:
    """What `set_synchronous_execution` was given last; True at first."""
    return _kept["synchronous"]


def enable_tensor_float_32_execution(enabled: bool) -> None:
    """Kept and given back; JAX's own `jax_default_matmul_precision` decides.

    Args:
      enabled: True or False.
    """
    _kept["tensor_float_32"] = bool(enabled)


def tensor_float_32_execution_enabled() -> bool:
    """What `enable_tensor_float_32_execution` was given last; True at first."""
    return _kept["tensor_float_32"]
