"""Every example in a docstring runs and prints what it says."""

import doctest
import importlib
import inspect
import re
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


NUMBER = re.compile(r"(?<![\w.])[-+]?\d+\.\d*(?:e[-+]?\d+)?")


NUMPY_NUMBER = re.compile(r"np\.(?:float|u?int)\d+\(([^()]*)\)|np\.complex\d+(\([^()]*\))")


class Checker(doctest.OutputChecker):
    """Takes `5.0` for `np.float32(5.0)`, and a float that differs in its last digits.

    Those digits depend on the processor and on JAX's release.
    """

    def check_output(self, want, got, optionflags):
        want, got = (_plain(text) for text in (want, got))
        if super().check_output(want, got, optionflags):
            return True
        if not super().check_output(NUMBER.sub("#", want), NUMBER.sub("#", got), optionflags):
            return False
        expected, found = (np.array(NUMBER.findall(text), float) for text in (want, got))
        return np.allclose(found, expected, rtol=1e-5, atol=1e-6)


def _plain(text: str) -> str:
    text = NUMPY_NUMBER.sub(lambda match: match[1] or match[2], text)
    return text.replace("np.True_", "True").replace("np.False_", "False")


class Finder(doctest.DocTestFinder):
    """Finds ops too: functions of a module that are compiled elsewhere."""

    def _from_module(self, module, object):
        if inspect.isfunction(object):
            return object.__module__ == module.__name__
        return super()._from_module(module, object)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of(name):
    module = importlib.import_module(name)
    runner = doctest.DocTestRunner(checker=Checker(), optionflags=FLAGS)
    tests = Finder().find(module, globs=vars(module) | {"tf": tf, "np": np})
    for test in tests:
        runner.run(test)
    assert runner.tries, "the examples are not found where they stand"
    assert not runner.failures, f"{runner.failures} of {runner.tries} examples (see the output)"
