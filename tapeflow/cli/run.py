"""`tapeflow run`: a script run as `__main__`, in which TensorFlow means TapeFlow."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from types import CodeType, ModuleType, TracebackType

import tapeflow.compat
from tapeflow.compat import install

INTERRUPTED = 130  # what a shell reports for a program ended by Ctrl-C
CANNOT_RUN = 2
COMPAT = os.path.dirname(tapeflow.compat.__file__)

# The module that was `__main__` before the script's must live on: dropped, its globals are cleared.
_former_main: list[ModuleType] = []


def run_script(script: str, arguments: Sequence[str] = ()) -> int:
    """Runs the file `script` with `arguments` in `sys.argv[1:]`.

    Args:
      script: a path to a Python file, as `python` takes it.
      arguments: the script's own arguments.

    Returns:
      The exit status: 0, 1 after an uncaught exception, 2 where there is nothing to run, 130 after
      Ctrl-C.

    Raises:
      SystemExit: the script's own, with its code.
    """
    reason = _why_not(Path(script))
    if reason is not None:
        print(f"tapeflow run: {reason}", file=sys.stderr)
        return CANNOT_RUN
    install()
    sys.argv[:] = [script, *arguments]
    if not sys.flags.safe_path:
        sys.path[0] = os.path.dirname(os.path.realpath(script))
    main = _main_module(script)
    try:
        exec(_compiled(script), main.__dict__)
    except SystemExit:
        raise
    except KeyboardInterrupt as error:
        _say_interrupted(error)
        return INTERRUPTED
    except BaseException as error:
        _show(error)
        return 1
    return 0


def _why_not(script: Path) -> str | None:
    if script.suffix == ".ipynb":
        return (
            f"{script} is a notebook. Open it in Jupyter and put this in its first cell:\n"
            "  import tapeflow.compat; tapeflow.compat.install()\n"
            f"or make a script of it: jupyter nbconvert --to script {script}"
        )
    if script.is_dir():
        return f"{script} is a folder; name the Python file in it"
    if not script.exists():
        return f"there is no file {script} (in {Path.cwd()})"
    return None


def _main_module(script: str) -> ModuleType:
    """A fresh `__main__`, as Python makes it for a script."""
    main = ModuleType("__main__")
    main.__file__ = os.path.abspath(script)
    main.__dict__["__builtins__"] = __builtins__
    main.__dict__["__cached__"] = None
    _former_main.append(sys.modules["__main__"])
    sys.modules["__main__"] = main
    return main


def _compiled(script: str) -> CodeType:
    # Bytes, so that a coding line in the script counts.
    path = os.path.abspath(script)
    with io.open_code(path) as file:
        return compile(file.read(), path, "exec", dont_inherit=True)


def _show(error: BaseException) -> None:
    """Prints the traceback as Python would have, from the script's first line on."""
    error = error.with_traceback(_users_part(error.__traceback__))
    sys.excepthook(type(error), error, error.__traceback__)


def _users_part(traceback: TracebackType | None) -> TracebackType | None:
    """`traceback` without our own frames: those above the script's first, and those of an import.

    What lies between, TapeFlow's frames included, stays: it shows which call failed.
    """
    while traceback is not None and traceback.tb_frame.f_code.co_filename == __file__:
        traceback = traceback.tb_next
    last = traceback
    while last is not None:
        following = last.tb_next
        if following is not None and following.tb_frame.f_code.co_filename.startswith(COMPAT):
            last.tb_next = following = None
        last = following
    return traceback


def _say_interrupted(error: KeyboardInterrupt) -> None:
    place = ""
    traceback = _users_part(error.__traceback__)
    if traceback is not None:
        place = f" at {traceback.tb_frame.f_code.co_filename}, line {traceback.tb_lineno}"
    print(f"\ntapeflow run: interrupted{place}", file=sys.stderr)
