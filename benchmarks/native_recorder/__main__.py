"""`python -m benchmarks.native_recorder [--quick]` measures; `--test [FILE ...]` tests with it.

By default the tests are those of recording; others may be named.
"""

from __future__ import annotations

import sys

TESTS = [
    f"tests/engine/test_{name}.py"
    for name in ("program", "tape", "func_graph", "threads", "faults", "memory", "variable")
]


def test(files):
    import pytest

    from benchmarks.native_recorder.install import install

    install()
    return pytest.main(["-q", "-p", "no:cacheprovider", *(files or TESTS)])


if __name__ == "__main__":
    if "--test" in sys.argv:
        sys.exit(test(sys.argv[sys.argv.index("--test") + 1 :]))
    from benchmarks.measure import main
    from benchmarks.native_recorder.measure import measure

    main(measure)
