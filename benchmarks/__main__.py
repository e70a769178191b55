"""All benchmarks, then the page: `python -m benchmarks [--quick] [NAME ...]`.

`workloads` stands for those that compare training steps of frameworks; see `benchmarks.workloads`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys

from benchmarks.measure import RESULTS, ROOT
from benchmarks.report import ORDER, WORKLOADS


def main() -> int:
    """Runs them; the exit status tells whether all could be run."""
    took = sum(json.loads(path.read_text())["seconds"] for path in RESULTS.glob("*.json"))
    parser = argparse.ArgumentParser(
        description=__doc__, epilog=f"Those that have results took {took / 60:.0f} minutes to run."
    )
    parser.add_argument("names", nargs="*", default=ORDER)
    parser.add_argument("--quick", action="store_true", help="a few steps, nothing is written")
    options = parser.parse_args()
    failed = []
    names = [n for name in options.names for n in (WORKLOADS if name == "workloads" else [name])]
    for name in names:
        print(f"== {name}", flush=True)
        command = [sys.executable, "-m", f"benchmarks.{name}", *["--quick"] * options.quick]
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            failed.append(name)
    if not options.quick:
        subprocess.run([sys.executable, "-m", "benchmarks.report"], cwd=ROOT, check=True)
    if failed:
        print(f"failed: {', '.join(failed)}")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
