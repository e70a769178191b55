"""`tf.train.ClusterSpec`: the addresses of the processes that train together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tapeflow.engine import problem


class ClusterSpec:
    """Jobs by name, each a list of network addresses.

    Args:
      cluster: a dict from a job's name to a list of addresses, or to a dict from the number of a
        task to its address; or another `ClusterSpec`.

    Raises:
      TypeError: another kind of argument, or an address that is no text.

    >>> cluster = tf.train.ClusterSpec({"worker": ["host0:2222", "host1:2222"], "ps": ["host2:1"]})
    >>> cluster.jobs
    ['worker', 'ps']
    >>> cluster.task_address("worker", 1)
    'host1:2222'
    """

    def __init__(self, cluster: Any):
        if isinstance(cluster, ClusterSpec):
            self._jobs = {job: dict(tasks) for job, tasks in cluster._jobs.items()}
        elif isinstance(cluster, Mapping):
            self._jobs = {job: _tasks(job, cluster[job]) for job in cluster}
        else:
            raise TypeError(
                problem(
                    "tf.train.ClusterSpec: unknown description of a cluster",
                    given=f"{cluster!r} of type {type(cluster).__name__}",
                    expected="a dict from the names of jobs to lists of addresses",
                )
            )

    @property
    def jobs(self) -> list[str]:
        """The names of the jobs."""
        return list(self._jobs)

    def as_dict(self) -> dict[str, Any]:
        """Lists of addresses; a dict for a job whose tasks are not numbered from 0 on."""
        return {
            job: list(tasks.values()) if [*tasks] == [*range(len(tasks))] else dict(tasks)
            for job, tasks in self._jobs.items()
        }

    def num_tasks(self, job_name: str) -> int:
        """How many tasks a job has."""
        return len(self._job(job_name))

    def task_indices(self, job_name: str) -> list[int]:
        """The numbers of a job's tasks."""
        return list(self._job(job_name))

    def task_address(self, job_name: str, task_index: int) -> str:
        """The address of a task.

        Raises:
          ValueError: no such job or task.
        """
        tasks = self._job(job_name)
        if task_index not in tasks:
            raise ValueError(
                problem(
                    f"No task with index {task_index!r} in job {job_name!r}",
                    given=repr(task_index),
                    expected=f"one of {list(tasks)}",
                )
            )
        return tasks[task_index]

    def job_tasks(self, job_name: str) -> list[str | None]:
        """The addresses of a job's tasks by their number, None where a number has no task."""
        tasks = self._job(job_name)
        return [tasks.get(index) for index in range(max(tasks, default=-1) + 1)]

    def _job(self, name: str) -> dict[int, str]:
        if name not in self._jobs:
            raise ValueError(
                problem(
                    f"No such job in cluster: {name!r}",
                    given=repr(name),
                    expected=f"one of {self.jobs}",
                )
            )
        return self._jobs[name]

    def __bool__(self) -> bool:
        return bool(self._jobs)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ClusterSpec) and self._jobs == other._jobs

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"ClusterSpec({self.as_dict()!r})"


def _tasks(job: Any, tasks: Any) -> dict[int, str]:
    """The addresses of one job by the number of the task, in order."""
    if isinstance(tasks, (list, tuple)):
        tasks = dict(enumerate(tasks))
    if not isinstance(tasks, Mapping):
        raise TypeError(
            problem(
                f"tf.train.ClusterSpec: the tasks of job {job!r} have an unknown form",
                given=f"{tasks!r} of type {type(tasks).__name__}",
                expected="a list of addresses, or a dict from numbers to addresses",
            )
        )
    for index, address in tasks.items():
        if not isinstance(index, int) or not isinstance(address, str):
            raise TypeError(
                problem(
                    f"tf.train.ClusterSpec: a task of job {job!r} is unfit",
                    given=f"task {index!r} at {address!r}",
                    expected="an integer and an address as text",
                )
            )
    return {index: tasks[index] for index in sorted(tasks)}
