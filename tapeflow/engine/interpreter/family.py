"""Finding which sizes of an op's operands vary, so that it is traced once for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import jax

from tapeflow.engine.interpreter.own_thread import on_own_thread
from tapeflow.engine.interpreter.pullback import Sizes
from tapeflow.engine.spec import Spec

if TYPE_CHECKING:
    from tapeflow.engine.interpreter.recipe import Recipe
    from tapeflow.engine.signature import Signature

# So many signatures that differ from one in the same sizes, and in nothing else, call for a recipe.
_ALIKE = 2
# What holds for all sizes need not hold for 0 and 1, as an axis of one is broadcast, nor for those
# of which a slice leaves nothing.
_LEAST = 8
_MOST_RECIPES, _MOST_SHAPES = 8, 32


class _State:
    """`varying`: whether some program has met ever other shapes. Before that nobody looks."""

    varying = False


state = _State()


class Fit(NamedTuple):
    """A recipe with the values of its symbols, and what it says of the results."""

    recipe: Recipe
    sizes: Sizes
    single: bool
    weight: int
    effort: float


class Family:
    """The signatures of an op that differ in sizes only."""

    __slots__ = ("_recipes", "_shapes", "_tried")

    def __init__(self, shapes: Sequence[Sizes]):
        self._shapes = list(shapes)[-_MOST_SHAPES:]
        self._recipes: list[tuple[_Varying, Recipe, tuple]] = []
        self._tried: set[frozenset[int]] = set()

    def fit(self, in_specs: Sequence[Spec]) -> Fit | None:
        shape = _flat(in_specs)
        for varying, recipe, told in self._recipes:
            sizes = varying.sizes(shape)
            if sizes is not None:
                return Fit(recipe, sizes, *told)
        return None

    def learn(self, signature: Signature) -> Fit | None:
        """Takes note of a signature, and makes a recipe if it is one of many that are alike."""
        shape = _flat(signature.in_specs)
        places = self._varying_places(shape)
        alike = [other for other in self._shapes if places and _differ(other, shape) == places]
        self._shapes = [*self._shapes[1 - _MOST_SHAPES :], shape]
        if not places or len(self._recipes) == _MOST_RECIPES:
            return None
        self._tried.add(places)
        varying = _Varying(shape, tuple(sorted(places)), alike)
        try:
            recipe = on_own_thread(varying.recipe, signature)
        except Exception:  # sizes that the function must know, or no rule
            return None
        told = (signature.single, signature.weight, signature.effort)
        self._recipes.append((varying, recipe, told))
        return self.fit(signature.in_specs)

    def _varying_places(self, shape: Sizes) -> frozenset[int] | None:
        """The sizes in which some known signatures differ from this, the fewest if several."""
        counts: dict[frozenset[int], int] = {}
        for other in self._shapes:
            different = _differ(other, shape)
            if different and different not in self._tried:
                counts[different] = counts.get(different, 0) + 1
        found = [places for places, count in counts.items() if count >= _ALIKE]
        return min(found, key=len, default=None)


class _Varying:
    """Which sizes vary, which of them together, and what the others are."""

    __slots__ = ("_fixed", "_groups", "_places")

    def __init__(self, shape: Sizes, places: tuple[int, ...], alike: Sequence[Sizes]):
        columns = [tuple([other[place] for other in (shape, *alike)]) for place in places]
        self._places = places
        self._groups = [columns.index(column) for column in columns]
        self._fixed = _without(shape, places)

    def sizes(self, shape: Sizes) -> Sizes | None:
        """The symbols' values, if these sizes are of the kind."""
        if _without(shape, self._places) != self._fixed:
            return None
        found: dict[int, int] = {}
        for place, group in zip(self._places, self._groups, strict=True):
            if shape[place] < _LEAST or found.setdefault(group, shape[place]) != shape[place]:
                return None
        return tuple(found.values())

    def recipe(self, signature: Signature) -> Recipe:
        from tapeflow.engine.interpreter.recipe import Recipe  # few programs need it

        names = [f"n{group}" for group in dict.fromkeys(self._groups)]
        symbols: Sequence[Any] = jax.export.symbolic_shape(
            ", ".join(names), constraints=[f"{name} >= {_LEAST}" for name in names]
        )
        named = dict(zip(dict.fromkeys(self._groups), symbols, strict=True))
        sizes: list[Any] = list(_flat(signature.in_specs))
        for place, group in zip(self._places, self._groups, strict=True):
            sizes[place] = named[group]
        rest = iter(sizes)
        arguments = [
            jax.ShapeDtypeStruct(tuple([next(rest) for _ in range(spec.ndim)]), spec.dtype.np)
            for spec in signature.in_specs
        ]
        return Recipe(signature.call, signature.vjp, arguments, names)


def family_of(op: Any, attrs: tuple, in_specs: Sequence[Spec]) -> Family:
    """The family of signatures to which one with these attributes and operands belongs."""
    kind = _kind(in_specs)
    family = op.families.get((attrs, kind))
    if family is None:
        known = [key[1:] for key in list(op.signatures) if key[0] == attrs]
        family = Family([_flat(specs) for specs in known if _kind(specs) == kind])
        op.families[attrs, kind] = family
    return family


def _kind(specs: Sequence[Spec]) -> tuple:
    return tuple([(spec.ndim, spec.dtype) for spec in specs])


def _flat(specs: Sequence[Spec]) -> Sizes:
    return tuple([size for spec in specs for size in spec.shape])


def _differ(left: Sizes, right: Sizes) -> frozenset[int]:
    return frozenset([i for i, (m, n) in enumerate(zip(left, right, strict=True)) if m != n])


def _without(shape: Sizes, places: Sequence[int]) -> Sizes:
    rest = list(shape)
    for place in places:
        rest[place] = 0
    return tuple(rest)
