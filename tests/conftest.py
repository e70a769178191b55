"""What every test shares."""

import os
import signal
import sys
from pathlib import Path

import pytest

# Compiled programs are kept between runs, as a user's are, but not in the user's folder. Each
# worker has one of its own: JAX does not write an entry in one step.
_caches = str(Path(__file__).parents[1] / ".pytest_cache" / "programs-")
if os.environ.get("TAPEFLOW_CACHE_DIR", _caches).startswith(_caches):
    os.environ["TAPEFLOW_CACHE_DIR"] = _caches + os.environ.get("PYTEST_XDIST_WORKER", "main")

# JAX, when it is imported before TapeFlow as some tests do, sets a log level of its own, which
# the programs that tests start would inherit and take for the user's.
if "TF_CPP_MIN_LOG_LEVEL" not in os.environ:
    import tapeflow  # noqa: F401 - leaves the variable unset

# In the background a shell has programs ignore Ctrl-C, and what they start does too; some tests
# send it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def _no_shapes_are_known():
    """Shapes that other tests met must not decide what is compiled in this one."""
    yield
    if "tapeflow" in sys.modules:
        from tapeflow.engine import compile_policy, interpreter

        compile_policy._families.clear()
        interpreter.state.varying = False
