"""How labels, losses and weights are laid along a model's outputs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from tapeflow.engine import problem
from tapeflow.engine.nest import flatten, is_nested, map_structure, pack_like


class Entry(NamedTuple):
    """Something given for one output: the output's path, and a loss or list of metrics."""

    path: tuple
    value: Any
    weight: Any = None


def at(path: tuple, structure: Any) -> Any:
    """What lies at a path of keys and indices."""
    for key in path:
        structure = structure[key]
    return structure


def same_structure(first: Any, second: Any) -> bool:
    """Whether both are nested alike, lists and tuples being one kind."""
    if isinstance(first, Mapping) or isinstance(second, Mapping):
        both = isinstance(first, Mapping) and isinstance(second, Mapping)
        return (
            both
            and set(first) == set(second)
            and all(same_structure(first[key], second[key]) for key in first)
        )
    if not is_nested(first) or not is_nested(second):
        return is_nested(first) == is_nested(second)
    return len(first) == len(second) and all(map(same_structure, first, second))


def like_outputs(y_true: Any, y_pred: Any, names: Any, losses: Any = None) -> Any:
    """Labels in the structure of the outputs.

    Args:
      y_true: labels.
      y_pred: outputs.
      names: the outputs' names, or None.
      losses: losses in the outputs' order; where one is None, its labels may be missing.

    Raises:
      ValueError: the labels can't be laid along the outputs.
    """
    if same_structure(y_pred, y_true):
        return y_true
    if is_nested(y_pred) and not is_nested(y_true) and len(y_pred) == 1:
        return pack_like(y_pred, [y_true])
    if isinstance(y_true, Mapping) and isinstance(y_pred, (list, tuple)) and names:
        if set(names) == set(y_true):
            return [y_true[name] for name in names]
        if set(y_true) <= set(names):
            return [y_true.get(name) for name in names]
    labels = flatten(y_true)
    outputs = len(flatten(y_pred))
    if len(labels) == outputs:
        return pack_like(y_pred, labels)
    if isinstance(losses, (list, tuple)) and len(losses) == outputs:
        with_loss = [loss is not None for loss in losses]
        if sum(with_loss) == len(labels):
            rest = iter(labels)
            return pack_like(y_pred, [next(rest) if has else None for has in with_loss])
    raise ValueError(
        problem(
            "y_true and y_pred have different structures.",
            given=f"y_true: {_form(y_true)}, y_pred: {_form(y_pred)}",
            expected="a label for each output of the model",
        )
    )


def _form(structure: Any) -> Any:
    return map_structure(lambda leaf: "*", structure)


def along(argument: str, given: Any, weights: Any, y_pred: Any, names: Any) -> list[Entry]:
    """What was given for the outputs, output by output.

    Args:
      argument: its name, for messages.
      given: one thing for all outputs, or a structure of them.
      weights: numbers in the same structure, or None.
      y_pred: the outputs.
      names: the outputs' names, or None.

    Raises:
      KeyError: something is given for an output that the model does not have, or a weight for a
        loss that there is not.
      TypeError: one number is the weight of several losses.
      ValueError: names or numbers of weights do not fit.
    """
    weights = _weights_like(given, weights)
    if isinstance(given, Mapping) and names and not isinstance(y_pred, Mapping):
        given, weights = _by_name(argument, given, weights, names)
        if not is_nested(y_pred):
            given, weights = given[0], None if weights is None else weights[0]
    return list(_spread(argument, given, weights, y_pred, ()))


def metrics_along(
    argument: str, given: Any, y_pred: Any, names: Any
) -> Iterator[tuple[tuple, str, Any]]:
    """Metrics output by output: the path, what stands before the metric's name, the metric.

    Raises:
      ValueError: they can't be laid along the outputs.
    """
    if not given:
        return
    paths = list(_paths(y_pred))
    if len(paths) == 1:
        for metric in flatten(given):
            yield paths[0], "", metric
        return
    if isinstance(y_pred, Mapping) and all(len(path) == 1 for path in paths):
        names = [path[0] for path in paths]
        if isinstance(given, Mapping) and set(given) <= set(names):
            given = [given.get(name) for name in names]
    elif isinstance(given, Mapping) and names and set(given) <= set(names):
        given = [given.get(name) for name in names]
    if not isinstance(given, (list, tuple)) or len(given) != len(paths):
        raise ValueError(
            problem(
                f"Invalid `{argument}`. `{argument}` should contain metrics objects and match the "
                f"output structure of the model",
                given=f"{argument}={given}",
                expected=f"a list of {len(paths)}, one entry or list for each output, or a "
                f"dictionary by {list(names) if names else 'the outputs of ' + str(_form(y_pred))}",
            )
        )
    for i, path in enumerate(paths):
        prefix = f"{names[i]}_" if names and len(names) == len(paths) else ""
        for metric in flatten(given[i]):
            if metric is not None:
                yield path, prefix, metric


def _spread(argument: str, given: Any, weights: Any, y_pred: Any, path: tuple) -> Iterator[Entry]:
    if given is None:
        return
    if not is_nested(given):
        for inner in _paths(y_pred):
            yield Entry((*path, *inner), given, weights)
        return
    if isinstance(given, (list, tuple)):
        outputs = list(_paths(y_pred))
        if len(given) == len(outputs) and not any(is_nested(item) for item in given):
            for i, inner in enumerate(outputs):
                if given[i] is not None:
                    yield Entry((*path, *inner), given[i], _part(weights, i))
            return
        if not isinstance(y_pred, (list, tuple)):  # several for one output
            for i, item in enumerate(given):
                yield from _spread(argument, item, _part(weights, i), y_pred, path)
            return
    keys = list(given) if isinstance(given, Mapping) else list(range(len(given)))
    for key in keys:
        if given[key] is None:
            continue
        if isinstance(given, Mapping) != isinstance(y_pred, Mapping) or not _has(y_pred, key):
            raise KeyError(
                f"The path: {(*path, key)} in the `{argument}` argument, can't be found in the "
                f"model's output (`y_pred`): {_form(y_pred)}."
            )
        yield from _spread(argument, given[key], _part(weights, key), y_pred[key], (*path, key))


def _has(y_pred: Any, key: Any) -> bool:
    return key in y_pred if isinstance(y_pred, Mapping) else key < len(y_pred)


def _part(weights: Any, key: Any) -> Any:
    if not is_nested(weights):
        return weights
    return weights.get(key) if isinstance(weights, Mapping) else weights[key]


def _paths(structure: Any, path: tuple = ()) -> Iterator[tuple]:
    """The paths of all leaves, in the order of `flatten`."""
    if isinstance(structure, Mapping):
        keys: Any = sorted(structure)
    elif isinstance(structure, (list, tuple)):
        keys = range(len(structure))
    else:
        yield path
        return
    for key in keys:
        yield from _paths(structure[key], (*path, key))


def _weights_like(given: Any, weights: Any) -> Any:
    if weights is None or not is_nested(given):
        return weights
    count = len(flatten(given))
    if not is_nested(weights) and count > 1:
        raise TypeError(
            problem(
                "compile: one number as loss_weights for several losses",
                given=f"loss_weights={weights}, {count} losses",
                expected="a weight for each, in the structure of the losses",
            )
        )
    if isinstance(given, Mapping) and isinstance(weights, Mapping):
        unknown = [key for key in weights if key not in given]
        if unknown:
            raise KeyError(
                f"loss_weights has {unknown}, for which there is no loss; losses are given for "
                f"{list(given)}."
            )
        return weights
    if not is_nested(weights) or same_structure(given, weights):
        return weights
    flat = flatten(weights)
    if len(flat) != count:
        raise ValueError(
            f"`loss_weights` must match the number of losses, got {count} losses and "
            f"{len(weights)} weights."
        )
    return pack_like(given, flat)


def _by_name(argument: str, given: Mapping, weights: Any, names: Any) -> tuple[list, Any]:
    unknown = [key for key in given if key not in names]
    if unknown or (argument == "loss" and set(given) != set(names)):
        raise ValueError(
            f"Expected keys {list(names)} in {argument} dict, but found "
            f"{argument}.keys()={list(given)}"
        )
    if isinstance(weights, Mapping):
        weights = [weights.get(name) for name in names]
    return [given.get(name) for name in names], weights
