"""Every example in a docstring runs and prints what it says."""

import doctest
import importlib
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


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of(name):
    module = importlib.import_module(name)
    runner = doctest.DocTestRunner(optionflags=FLAGS)
    for test in doctest.DocTestFinder().find(module, globs={"tf": tf, "np": np}):
        runner.run(test)
    assert runner.tries, "the examples are not found where they stand"
    assert not runner.failures, f"{runner.failures} of {runner.tries} examples (see the output)"
