"""docs/api.txt and docs/coverage.md show the package's public names."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FIX = "run: .venv/bin/python tools/api_pages.py, and look at what it changes"


@pytest.fixture(scope="module")
def pages():
    spec = importlib.util.spec_from_file_location("api_pages", ROOT / "tools" / "api_pages.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_lists_of_names_are_those_of_the_package(pages):
    names = pages.public_names()
    assert pages.API.read_text(encoding="utf-8").splitlines() == names, FIX
    assert pages.COVERAGE.read_text(encoding="utf-8") == pages.coverage_text(), FIX


def test_the_tutorial_s_names_are_among_them(pages):
    names = set(pages.public_names())
    assert names >= {
        "tf.GradientTape",
        "tf.constant",
        "tf.keras.Model",
        "tf.keras.datasets.mnist.load_data",
        "tf.keras.layers.Dense",
        "tf.keras.losses.sparse_categorical_crossentropy",
        "tf.keras.optimizers.Adam",
        "tf.nn.softmax",
        "tf.reduce_mean",
    }


def test_nothing_of_the_engine_room_is_public(pages):
    inside = ("tf.engine.", "tf.ops.", "tf.cli.", "tf.compat.finder.")
    assert not [name for name in pages.public_names() if name.startswith(inside)]


def test_differences_are_found(pages):
    class Mean:
        def __init__(self, values, axis=0, *, dtype=None, **options):
            pass

        def result(self):
            pass

    recorded = {
        "init": [["values", 1], ["axis", 1, "-1"], ["dtype", 1, "None"], ["name", 1, "None"]],
        "methods": {"result": [], "merge": [], "shape": None},
    }
    found = pages.api_compare.compare(
        {"tf.Mean": recorded, "tf.Sum": []}, type("m", (), {"Mean": Mean})
    )
    assert found[0].difference == (
        "`name` by keyword only; `axis=0`, not `-1`; `dtype` by keyword only; lacks `merge`"
    )
    assert [answer.there for answer in found] == [True, False]
