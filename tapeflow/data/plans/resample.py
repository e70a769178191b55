"""Elements left out at random, so that classes come as often as asked."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np

from tapeflow.data.plans.choose import RandomNumbers
from tapeflow.data.plans.function import Function, components, whole_number
from tapeflow.data.plans.plan import Element, Plan, Reader
from tapeflow.data.structure import specs_of
from tapeflow.engine import convert_to_tensor
from tapeflow.engine.type_spec import TensorSpec


class RejectionResample(Plan):
    """Pairs of class and element; see `Dataset.rejection_resample`."""

    cheap = False

    def __init__(
        self, source: Plan, class_func: Callable, target: Any, initial: Any, seed: int | None
    ):
        super().__init__(source)
        self.class_func = Function(class_func, "Dataset.rejection_resample", source)
        self.class_func.check()
        self.target = _distribution(target)
        self.initial = None if initial is None else _distribution(initial)
        self.random = RandomNumbers(seed, rerandomize=True)

    @cached_property
    def element_spec(self) -> Any:
        label = self.class_func.element_spec
        if label is None:
            element = self.inputs[0].reader().element()
            known = element is not None
            label = specs_of(self.class_func(element, (0, 0))) if known else TensorSpec([], "int32")
        return label, self.inputs[0].element_spec

    def reader(self) -> Reader:
        return _RejectionResample(self, self.inputs[0].reader())


def _distribution(given: Any) -> np.ndarray:
    return np.asarray(convert_to_tensor(given).numpy(), np.float64)


class _RejectionResample(Reader):
    def __init__(self, plan: RejectionResample, inner: Reader):
        self._plan, self._inner = plan, inner
        self._random = plan.random.reader()
        # Every class is counted once beforehand: none is taken for impossible.
        self._counts = np.ones(len(plan.target))
        self._pass, self._number = plan.class_func.random.next_pass(), 0

    def element(self) -> Element | None:
        while (element := self._inner.element()) is not None:
            label = self._plan.class_func(element, (self._pass, self._number))
            self._number += 1
            number = whole_number(label, "Dataset.rejection_resample: the class")
            (word,) = self._random.element()
            if int(word) < self._kept(number) * 2**32:
                return (*components(label), *element)
        return None

    def _kept(self, label: int) -> float:
        """The probability to keep an element of that class."""
        self._counts[label] += 1
        initial = self._plan.initial
        if initial is None:
            initial = self._counts / self._counts.sum()
        wanted = np.divide(
            self._plan.target, initial, out=np.zeros_like(self._plan.target), where=initial > 0
        )
        return float(wanted[label] / max(wanted.max(), np.finfo(np.float64).tiny))

    def close(self) -> None:
        self._inner.close()
