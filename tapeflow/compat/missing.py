"""The one line said about a name that TapeFlow does not have."""

from __future__ import annotations

from types import ModuleType

from tapeflow.compat.out_of_reach import reason


def missing(parent: str, attribute: str, target: ModuleType) -> str:
    """The message for `parent.attribute`, naming the nearest name that exists.

    Args:
      parent: the module as the script calls it, such as `"tensorflow.nn"`.
      attribute: the name asked for.
      target: TapeFlow's module that `parent` stands for.

    Returns:
      One line.
    """
    why = reason(f"{parent}.{attribute}")
    if why:
        return f"{parent}.{attribute} is not in TapeFlow: {why}"
    message = f"{parent}.{attribute} is not in TapeFlow yet (docs/coverage.md lists what is)"
    nearest = _same_name_elsewhere(parent, attribute) or _similar_name(parent, attribute, target)
    return f"{message}; the nearest is {nearest}" if nearest else message


def _same_name_elsewhere(parent: str, attribute: str) -> str | None:
    """`tensorflow.math.log` for `tensorflow.log`: the same name in another public module."""
    import tapeflow

    root = parent.split(".")[0]
    if root != "tensorflow":
        return None
    for name, module in _public_modules(tapeflow, root, depth=3):
        if name != parent and attribute in vars(module):
            return f"{name}.{attribute}"
    return None


def _similar_name(parent: str, attribute: str, target: ModuleType) -> str | None:
    import difflib  # here, because it is needed for an error only

    public = [name for name in dir(target) if not name.startswith("_")]
    close = difflib.get_close_matches(attribute, public, n=1, cutoff=0.7)
    if not close:
        lower = {name.lower(): name for name in public}
        close = difflib.get_close_matches(attribute.lower(), lower, n=1, cutoff=0.8)
        close = [lower[name] for name in close]
    return f"{parent}.{close[0]}" if close else None


def _public_modules(module: ModuleType, name: str, depth: int):
    """`(name, module)` for `module` and the public modules below it, nearest first."""
    level = [(name, module)]
    seen = {module.__name__}
    for _ in range(depth):
        yield from level
        below = []
        for parent, owner in level:
            for key, value in list(vars(owner).items()):
                if _is_public_module(key, value) and value.__name__ not in seen:
                    seen.add(value.__name__)
                    below.append((f"{parent}.{key}", value))
        level = below


def _is_public_module(key: str, value: object) -> bool:
    internal = ("tapeflow.engine", "tapeflow.ops", "tapeflow.cli", "tapeflow.compat")
    return (
        isinstance(value, ModuleType)
        and not key.startswith("_")
        and value.__name__.startswith("tapeflow.")
        and not value.__name__.startswith(internal)
    )
