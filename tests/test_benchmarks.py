"""The benchmark suite is whole: what `make bench` runs is there, and nothing is left out."""

from importlib import import_module

import pytest

from benchmarks.measure import ROOT
from benchmarks.report import ORDER


@pytest.mark.parametrize("name", ORDER)
def test_a_benchmark_can_be_run(name):
    assert callable(import_module(f"benchmarks.{name}").measure)


def test_every_benchmark_is_run():
    folder = ROOT / "benchmarks"
    found = {
        ".".join(path.relative_to(folder).with_suffix("").parts)
        for path in [*folder.glob("*.py"), *folder.glob("workloads/*.py")]
        if "\n    main(measure)\n" in path.read_text()
    }
    assert found == set(ORDER)
