"""TapeFlow answers every case as TensorFlow did: lazily, and a sample of them op by op too."""

from __future__ import annotations

import os
import zlib
from functools import cache
from pathlib import Path

import numpy as np
import pytest

import tapeflow as tf
from tapeflow.engine.settings import settings
from tests.golden.case import DATA, areas, cases_of, run
from tests.golden.compare import difference, encode, load

# `make oracle-test` points this to answers recorded a moment ago.
_FOLDER = Path(os.environ.get("TAPEFLOW_GOLDEN", DATA))


def _runs() -> list:
    found = []
    for area in areas():
        try:
            cases = cases_of(area)
        except Exception as error:  # one broken file must not hide the others
            found.append(pytest.param(area, "", error, None, id=f"{area}-broken"))
            continue
        for made in cases:
            for key, arguments in made.runs():
                found.append(pytest.param(area, key, made, arguments, id=f"{area}-{key}"))
    return found


def _sample(runs: list, one_in: int) -> list:
    """The same ones every time; all of them for `make test-all`."""
    if os.environ.get("TAPEFLOW_TEST_ALL"):
        return runs
    return [run for run in runs if zlib.crc32(run.id.encode()) % one_in == 0]


# Nearly all of the time goes into compiling each run's programs: three runs a second.
_RUNS = _runs()
_LAZILY, _OP_BY_OP, _INTERPRETED = [_sample(_RUNS, one_in) for one_in in (13, 65, 39)]


@cache
def _recorded(area: str) -> dict[str, dict]:
    path = _FOLDER / f"{area}.npz"
    return load(path)[1] if path.exists() else {}


def _check(area: str, key: str, made, arguments) -> None:
    if isinstance(made, Exception):
        raise made
    recorded = _recorded(area)
    if key not in recorded:
        pytest.fail(f"not recorded; run: make golden AREAS={area}", pytrace=False)
    found = difference(recorded[key], encode(run(made, arguments, tf, np)), made.rtol, made.atol)
    if found:
        pytest.fail(found, pytrace=False)


@pytest.mark.parametrize(("area", "key", "made", "arguments"), _LAZILY)
def test_answers_as_tensorflow_does(area, key, made, arguments):
    _check(area, key, made, arguments)


@pytest.mark.parametrize(("area", "key", "made", "arguments"), _OP_BY_OP)
def test_answers_the_same_op_by_op(area, key, made, arguments, monkeypatch):
    monkeypatch.setattr(settings, "op_by_op", True)
    _check(area, key, made, arguments)


@pytest.mark.parametrize(("area", "key", "made", "arguments"), _INTERPRETED)
def test_answers_the_same_in_numpy(area, key, made, arguments, monkeypatch):
    monkeypatch.setattr(settings, "interprets", True)
    _check(area, key, made, arguments)
