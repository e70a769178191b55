"""`@case`: registers a short program that TensorFlow and TapeFlow must answer alike.

A file `tests/golden/cases/<area>.py` holds functions like

    @case
    def negative_axis(tf, np):
        return tf.concat([tf.zeros([2, 1]), tf.ones([2, 2])], axis=-1)

    @case(params=["float32", "int32"], rtol=1e-6)
    def square(tf, np, dtype):
        return tf.square(tf.constant([1, 2], dtype))

and imports nothing but `case` (and `raised`): `tf` and `np` are handed in. A result is a tensor, a
variable, an array, a number, a string, None, a shape, a dtype, or lists, tuples and dicts of
these. A case may also raise: then the exception's type is what is compared. Inputs come from
`np.random.default_rng(seed)`, so that both sides see the same numbers.

Record with `make golden` (or `record.py <area>` under the oracle's Python), test with pytest.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
DATA = FOLDER / "data"


@dataclass(frozen=True)
class Case:
    """A registered function, its parameters and how closely the two results must agree."""

    function: Callable
    name: str
    params: tuple | None
    rtol: float
    atol: float

    def runs(self) -> Iterator[tuple[str, tuple]]:
        """The key of every run, and the arguments that follow `tf, np`."""
        if self.params is None:
            yield self.name, ()
            return
        seen: dict[str, int] = {}
        for param in self.params:
            text = _label(param)
            seen[text] = seen.get(text, 0) + 1
            number = "" if seen[text] == 1 else f"#{seen[text]}"
            yield f"{self.name}[{text}{number}]", (param,)


@dataclass(frozen=True)
class Raised:
    """That something raised, as a result: the type names from the exception to `Exception`."""

    names: tuple[str, ...]
    message: str


_registry: dict[str, dict[str, Case]] = {}


def case(
    function: Callable | None = None,
    *,
    params: Any = None,
    rtol: float = 1e-5,
    atol: float = 1e-6,
    name: str | None = None,
) -> Callable:
    """Registers `function(tf, np)`, or with `params` `function(tf, np, param)` once for each.

    Args:
      function: the program.
      params: the values of its third parameter: text, numbers, tuples and the like.
      rtol: how far results may differ relative to TensorFlow's, for 32-bit and wider numbers.
      atol: how far they may differ in absolute terms.
      name: a name in place of the function's.

    Raises:
      ValueError: the file already has a case of this name.
    """
    if function is None:
        return lambda function: case(function, params=params, rtol=rtol, atol=atol, name=name)
    area = Path(function.__code__.co_filename).stem
    made = Case(
        function, name or function.__name__, None if params is None else tuple(params), rtol, atol
    )
    cases = _registry.setdefault(area, {})
    if made.name in cases and cases[made.name].function.__code__ != function.__code__:
        raise ValueError(f"two cases of {area} are called {made.name!r}")
    cases[made.name] = made
    return function


def raised(action: Callable, *arguments: Any, **options: Any) -> Any:
    """What `action` raises, as a result to return; its own result if it raises nothing."""
    try:
        return action(*arguments, **options)
    except Exception as error:
        return describe_error(error)


def describe_error(error: BaseException) -> Raised:
    """The public names of an exception's type and its bases, and its first line."""
    names = [kind.__name__ for kind in type(error).__mro__ if not kind.__name__.startswith("_")]
    message = str(error).strip().split("\n")[0][:200]
    return Raised(tuple(name for name in names if name not in ("object", "BaseException")), message)


def areas() -> list[str]:
    """The names of the case files."""
    return sorted(path.stem for path in (FOLDER / "cases").glob("*.py") if path.stem != "__init__")


def cases_of(area: str) -> list[Case]:
    """The cases of a file, in its order."""
    importlib.import_module(f"tests.golden.cases.{area}")
    return list(_registry.get(area, {}).values())


def run(made: Case, arguments: tuple, tf: Any, np: Any) -> Any:
    """The result of one run: what the function returns, or a `Raised`."""
    random = getattr(tf, "random", None)
    if random is not None:
        random.set_seed(1)
    np.random.seed(1)
    keras = getattr(tf, "keras", None)
    if keras is not None and hasattr(keras, "backend"):
        keras.backend.clear_session()  # automatic names start again from the first
    try:
        return made.function(tf, np, *arguments)
    except Exception as error:
        return describe_error(error)


def _label(param: Any) -> str:
    if isinstance(param, dict):
        text = ",".join(f"{key}={_label(value)}" for key, value in param.items())
    elif isinstance(param, (tuple, list)):
        text = ",".join(_label(value) for value in param)
        text = f"({text})" if isinstance(param, tuple) else f"<{text}>"
    elif callable(param):
        text = param.__name__.strip("<>")
    else:
        text = str(param)
    return re.sub(r"[\[\]\s/\\]+", "_", text)[:80]
