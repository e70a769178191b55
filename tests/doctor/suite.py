"""The doctor's suite: small broken scripts, and healthy ones of the same kinds.

Each broken script marks the line that the doctor must name with `# doctor: WORDS|OR THESE`,
words of the cause. Run as a program, it prints a table.
"""

from __future__ import annotations

import re
import sys
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from unittest import mock

import tapeflow as tf
from tapeflow.doctor.examined import examined

FOLDER = Path(__file__).parent
_MARK = re.compile(r"# doctor: (.*)$")


class Told(NamedTuple):
    """What the doctor said."""

    line: int
    message: str


def scripts(kind: str) -> list[Path]:
    """The scripts that are "broken" or "healthy"."""
    return sorted((FOLDER / kind).glob("*.py"))


def expected(script: Path) -> tuple[int, list[str]]:
    """The marked line, and which words will do."""
    for number, line in enumerate(script.read_text().splitlines(), 1):
        found = _MARK.search(line)
        if found:
            return number, found[1].split("|")
    raise ValueError(f"no line of {script} is marked")


def told(script: Path) -> list[Told]:
    """Runs a script in this process: what the doctor, or a warning, says of its lines."""
    found: list[Told] = []
    namespace = {"__name__": "__main__"}  # lives on: what has not changed is told at the end
    tf.keras.utils.set_random_seed(1)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("ignore")
        warnings.simplefilter("always", tf.errors.BroadcastWarning)
        warnings.simplefilter("always", tf.errors.DoctorWarning)
        with mock.patch.dict(sys.modules, {"tensorflow": tf}), examined():
            code = compile(script.read_text(), str(script), "exec")
            try:
                exec(code, namespace)
            except (tf.errors.OpError, ValueError) as error:
                found.append(Told(_line(error, script), str(error)))
        for warning in caught:
            if warning.filename == str(script):
                found.append(Told(warning.lineno, str(warning.message)))
            else:
                found.append(Told(0, f"{warning.filename}: {warning.message}"))
    return found


def _line(error: BaseException, script: Path) -> int:
    traceback, line = error.__traceback__, 0
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == str(script):
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line


def is_right(script: Path, said: list[Told]) -> bool:
    """Whether the marked line and its cause are among what was said."""
    line, words = expected(script)
    for t in said:
        # The line's own text has the words too.
        message = "\n".join(m for m in t.message.splitlines() if not m.startswith("  line:"))
        if t.line == line and any(word in message for word in words):
            return True
    return False


def rows() -> Iterator[tuple[str, bool, str]]:
    """For each script its name, whether the doctor is right, and what it said."""
    for kind in ("broken", "healthy"):
        for script in scripts(kind):
            began = time.perf_counter()
            said = told(script)
            right = is_right(script, said) if kind == "broken" else not said
            seconds = time.perf_counter() - began
            shown = "; ".join(f"{t.line}: {t.message.splitlines()[0]}" for t in said)
            yield f"{kind}/{script.stem}", right, f"{seconds:5.2f} s  {shown}"


def main() -> None:
    """Prints the table, and how often the doctor is right."""
    right: dict[str, list[bool]] = {}
    for name, is_good, shown in rows():
        right.setdefault(name.split("/")[0], []).append(is_good)
        print(f"{'ok ' if is_good else 'BAD'} {name:45} {shown}", flush=True)
    for kind, results in right.items():
        print(f"{kind}: {sum(results)} of {len(results)}")


if __name__ == "__main__":
    main()
