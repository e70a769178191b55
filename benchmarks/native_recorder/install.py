"""Compiles `recorder.c` and puts its functions in the place of the Python ones."""

from __future__ import annotations

import gc
import importlib
import importlib.util
import os
import subprocess
import sysconfig
import tempfile
from pathlib import Path

NAMES = ("record", "record_signature", "live_outputs")


def install():
    """Replaces `NAMES` of `tapeflow.engine.trace` everywhere, for the rest of the process.

    Raises:
      RuntimeError: there is no C compiler, or it refuses the file.
    """
    trace = trace_module()
    with tempfile.TemporaryDirectory() as folder:
        recorder = _load(_compile(Path(folder)))
    recorder.bind(trace, importlib.import_module("tapeflow.engine.op").Op)
    for name in NAMES:
        replace(getattr(trace, name), getattr(recorder, name))


def trace_module():
    """`tapeflow.engine.trace`, after all that imports from it."""
    importlib.import_module("tapeflow")
    importlib.import_module("tapeflow.engine.program")
    return importlib.import_module("tapeflow.engine.trace")


def replace(old, new):
    """Puts `new` where a module, or the scope of a generated function, has `old`."""
    gc.unfreeze()  # the collector doesn't tell who refers to what is frozen
    for holder in gc.get_referrers(old):
        if isinstance(holder, dict):
            for name in [name for name, value in holder.items() if value is old]:
                holder[name] = new
    gc.freeze()


def _compile(folder):
    target = folder / f"recorder{sysconfig.get_config_var('EXT_SUFFIX')}"
    command = [
        os.environ.get("CC", "cc"), "-O2", "-Wall", "-Wextra", "-Wno-unused-parameter",
        "-Wno-missing-field-initializers", "-shared", "-fPIC",
        f"-I{sysconfig.get_path('include')}",
        str(Path(__file__).with_name("recorder.c")), "-o", str(target),
    ]  # fmt: skip
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise RuntimeError(f"no C compiler: {command[0]}; set CC") from error
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stderr}")
    return target


def _load(path):
    spec = importlib.util.spec_from_file_location("recorder", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
