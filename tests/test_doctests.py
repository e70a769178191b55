"""Every example in a docstring runs and prints what it says."""

import doctest
import importlib
import inspect
from pathlib import Path

import numpy as np
import pytest

import tapeflow as tf

FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
PACKAGE = Path(tf.__file__).parent
MODULES = sorted(
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
    for path in PACKAGE.rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8")
)


class Finder(doctest.DocTestFinder):
    """Finds ops too: functions of a module that are compiled elsewhere."""

    def _from_module(self, module, object):
        if inspect.isfunction(object):
            return object.__module__ == module.__name__
        return super()._from_module(module, object)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of(name):
    module = importlib.import_module(name)
    runner = doctest.DocTestRunner(optionflags=FLAGS)
    for test in Finder().find(module, globs={"tf": tf, "np": np}):
        runner.run(test)
    assert runner.tries, "the examples are not found where they stand"
    assert not runner.failures, f"{runner.failures} of {runner.tries} examples (see the output)"
