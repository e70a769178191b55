"""The doctor names line and cause in broken scripts, and is silent in healthy ones."""

import os

import pytest

from tests.doctor import suite

EVERY = 1 if os.environ.get("TAPEFLOW_TEST_ALL") else 8


def sample(kind: str, first: int) -> list:
    return [pytest.param(path, id=path.stem) for path in suite.scripts(kind)[first::EVERY]]


@pytest.mark.parametrize("script", sample("broken", 5 % EVERY))
def test_it_names_the_line_and_the_cause(script):
    said = suite.told(script)
    assert suite.is_right(script, said), said


@pytest.mark.parametrize("script", sample("healthy", 3 % EVERY))
def test_it_is_silent_where_nothing_is_wrong(script):
    assert suite.told(script) == []


def test_each_broken_script_has_a_healthy_counterpart():
    broken, healthy = ([path.name for path in suite.scripts(k)] for k in ("broken", "healthy"))
    assert broken == healthy
    assert len(broken) >= 40
    assert all(suite.expected(path) for path in suite.scripts("broken"))
