"""The `tapeflow` command: reads the command line and calls the subcommand."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from tapeflow.cli.run import CANNOT_RUN, run_script

RUN_HELP = """\
Runs SCRIPT as `python SCRIPT` would, except that in it `import tensorflow` and `import keras` mean
TapeFlow. The script is not changed; a TensorFlow that is installed is not touched."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line `arguments`, by default the process's own; returns the exit status."""
    parser = _parser()
    options = parser.parse_args(sys.argv[1:] if arguments is None else arguments)
    if options.command is None:
        parser.print_help(sys.stderr)
        return 2
    if options.op_by_op:
        _run_op_by_op()
    wrong = _why_no_report(options)
    if wrong:
        print(f"tapeflow run: {wrong}", file=sys.stderr)
        return CANNOT_RUN
    with _explained(options), _examined(options):
        return run_script(options.script, options.arguments)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tapeflow",
        description="TensorFlow 2's way of building and training models, on JAX.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"tapeflow {_version()}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    run = commands.add_parser(
        "run",
        help="run an unmodified TensorFlow script",
        description=RUN_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    run.add_argument(
        "--op-by-op",
        action="store_true",
        help="run every operation by itself, at its own line: slower, for finding a fault",
    )
    run.add_argument(
        "--explain",
        action="store_true",
        help="at the end, say what was compiled and why, what was waited for, and what to do",
    )
    run.add_argument(
        "--report",
        metavar="FILE.html",
        help="at the end, write a page: metrics, time, memory, programs by source line, warnings",
    )
    run.add_argument(
        "--live",
        action="store_true",
        help="show that page while the script runs, at an address on this machine that is printed",
    )
    run.add_argument(
        "--tensorboard",
        metavar="FOLDER",
        help="at the end, write the page's figures for `tensorboard --logdir FOLDER`",
    )
    run.add_argument(
        "--doctor",
        action="store_true",
        help="say where NaN comes from, and what looks wrong in data, labels, losses and layers",
    )
    run.add_argument("script", metavar="SCRIPT", help="the Python file to run")
    run.add_argument(
        "arguments",
        metavar="...",
        nargs=argparse.REMAINDER,
        help="the script's own arguments, which it finds in sys.argv",
    )
    return parser


def _why_no_report(options: argparse.Namespace) -> str:
    """What would keep a report from being written after training, said before it."""
    if options.report and not Path(options.report).absolute().parent.is_dir():
        return f"--report: there is no folder {Path(options.report).parent}"
    if options.tensorboard and find_spec("tensorboardX") is None:
        return "--tensorboard needs tensorboardX: pip install 'tapeflow[tensorboard]'"
    return ""


def _explained(options: argparse.Namespace) -> AbstractContextManager:
    o = options
    if not (o.explain or o.report or o.live or o.tensorboard):
        return nullcontext()
    from tapeflow.explain.session import explained

    return explained(o.script, o.explain, o.report, o.live, o.tensorboard)


def _examined(options: argparse.Namespace) -> AbstractContextManager:
    if not options.doctor:
        return nullcontext()
    from tapeflow.doctor.examined import examined

    return examined()


def _version() -> str:
    try:
        return version("tapeflow")
    except PackageNotFoundError:  # a checkout on the path, not installed
        return "(not installed)"


def _run_op_by_op() -> None:
    from tapeflow.engine.settings import settings

    settings.op_by_op = True
