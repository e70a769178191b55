"""`by_workers`: a `PyDataset`'s batches, made ahead by threads or processes."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any

# A worker process's own copy of the data set.
_data: Any = None


def by_workers(
    batches: Any, order: Iterable[int], workers: int, processes: bool, ahead: int
) -> Iterator[Any]:
    """`batches[i]` for each `i` in `order`, in that order.

    Args:
      batches: what has `__getitem__`; it must be picklable for processes.
      order: the batches' numbers.
      workers: how many threads or processes.
      processes: whether they are processes.
      ahead: how many batches may be under way or waiting.
    """
    if processes:
        # Not forked: the threads of XLA would not be there in the child.
        context = multiprocessing.get_context("spawn")
        pool: Any = ProcessPoolExecutor(workers, context, _keep, (batches,))
        make: Any = _kept_batch
    else:
        pool, make = ThreadPoolExecutor(workers), batches.__getitem__
    waiting: deque = deque()
    try:
        for i in order:
            waiting.append(pool.submit(make, int(i)))
            if len(waiting) > max(ahead, workers):
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _keep(batches: Any) -> None:
    global _data
    _data = batches


def _kept_batch(i: int) -> Any:
    return _data[i]
