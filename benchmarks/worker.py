"""The process of one contestant: `python -m benchmarks.worker WORKLOAD VARIANT`.

Runs `VARIANTS[VARIANT]` of the workload's module. If that gives a function `run(steps)` (or that
and a dict of facts), it is timed for each number of steps that arrives on standard input; anything
else is the answer. All answers are lines of JSON; what libraries print goes to standard error.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import sys
import time
from pathlib import Path


def main() -> None:
    """Talks to `benchmarks.measure`."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def answer(value: object) -> None:
        answers.write(json.dumps(value) + "\n")
        answers.flush()

    workload, variant, *arguments = sys.argv[1:]
    setup = importlib.import_module(f"benchmarks.{workload}").VARIANTS[variant][1]
    made = setup(*map(json.loads, arguments))
    run, facts = made if isinstance(made, tuple) else (made, {})
    if not callable(run):
        answer(run)
        return
    answer(facts)
    for line in sys.stdin:
        if line == "peak\n":
            answer(peak())
            continue
        start = time.perf_counter()
        run(int(line))
        answer(time.perf_counter() - start)


def peak() -> float:
    """The largest resident memory of this process, in MB."""
    status = Path("/proc/self/status")
    if status.exists():
        lines = status.read_text().splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))
    scale = 2**20 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale


if __name__ == "__main__":
    main()
