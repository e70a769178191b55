"""Records what real TensorFlow answers to the cases: `python tests/golden/record.py [area ...]`.

Runs under the oracle's Python (`make oracle` makes it), which need not have TapeFlow. Writes
`tests/golden/data/<area>.npz`; `--out` writes elsewhere, and `--check` also compares what is
there now with the new answers, and fails if they differ.
"""

# ruff: noqa: T201 - a command line program talks by printing
from __future__ import annotations

import argparse
import os
import sys
import warnings
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")  # its results depend on the processor
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
sys.path[0] = str(Path(__file__).resolve().parents[2])

from tests.golden.case import DATA, areas, cases_of, run  # noqa: E402 - needs the path above
from tests.golden.compare import difference, encode, load, save  # noqa: E402


def record(area: str) -> tuple[dict, dict[str, float]]:
    """What TensorFlow answers to every run of an area, and each run's case."""
    import numpy as np
    import tensorflow as tf

    results, cases = {}, {}
    for made in cases_of(area):
        for key, arguments in made.runs():
            results[key] = encode(run(made, arguments, tf, np))
            cases[key] = made
            if results[key]["kind"] == "raised":
                print(
                    f"  {key}: raised {results[key]['names'][0]}: {results[key]['message'][:100]}"
                )
    return results, cases


def check(area: str, results: dict, cases: dict) -> int:
    """Prints how the committed answers differ from new ones; returns in how many runs."""
    path = DATA / f"{area}.npz"
    recorded = load(path)[1] if path.exists() else {}
    differing = 0
    for key in sorted(results.keys() | recorded.keys()):
        if key not in results or key not in recorded:
            found = "is not recorded" if key in results else "is recorded, but no case any more"
        else:
            found = difference(recorded[key], results[key], cases[key].rtol, cases[key].atol)
        if found:
            print(f"  {area} {key}: {found}")
            differing += 1
    return differing


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("areas", nargs="*", help="case files to record; all by default")
    parser.add_argument("--out", type=Path, default=DATA, help="the folder to write to")
    parser.add_argument("--check", action="store_true", help="compare with the committed answers")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    import keras
    import numpy as np
    import tensorflow as tf

    versions = {"tensorflow": tf.__version__, "keras": keras.__version__, "numpy": np.__version__}
    differing = 0
    for area in options.areas or areas():
        results, cases = record(area)
        if options.check:
            differing += check(area, results, cases)
        if not options.check or options.out != DATA:
            save(options.out / f"{area}.npz", versions, results)
        print(f"{area}: {len(results)} runs")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
