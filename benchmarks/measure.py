"""What the workloads share: contestants' processes, interleaved rounds, figures."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results"
# Which environment each framework runs in: an interpreter given in a variable, or one that
# `make oracle` made. "this" is the interpreter that runs the benchmark.
_ENVIRONMENTS = {
    "this": ("TAPEFLOW_PYTHON", sys.executable),
    "tensorflow": ("TAPEFLOW_ORACLE", ROOT / ".oracle/bin/python"),
    "torch": ("TAPEFLOW_PEERS", ROOT / ".peers/bin/python"),
    "keras_jax": ("TAPEFLOW_PEERS", ROOT / ".peers/bin/python"),
}


def python_of(framework: str) -> str:
    """The interpreter that has a framework.

    Raises:
      FileNotFoundError: there is none.
    """
    variable, default = _ENVIRONMENTS[framework]
    path = os.environ.get(variable, str(default))
    if not Path(path).exists():
        raise FileNotFoundError(
            f"no Python with {framework} at {path}; run `make oracle` or set {variable}"
        )
    return path


def environment(**more: str) -> dict[str, str]:
    """The variables of a contestant's process.

    Installed packages have their bytecode beside them; a working tree gets its own at its first
    import, unless a variable forbids that.
    """
    quiet = {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1", "PYTHONPATH": str(ROOT)}
    found = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return {**found, **quiet, **more}


class Worker:
    """A contestant's process; `facts` is what its set-up reports."""

    def __init__(self, workload: str, variant: str, arguments: Sequence = (), **variables: str):
        framework = importlib.import_module(f"benchmarks.{workload}").VARIANTS[variant][0]
        command = [python_of(framework), "-m", "benchmarks.worker", workload, variant]
        self.process = subprocess.Popen(
            [*command, *map(json.dumps, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE if "BENCH_DEBUG" not in os.environ else None,
            text=True,
            cwd=ROOT,
            env=environment(**variables),
        )
        self.facts = self._answer()

    def run(self, steps: int) -> float:
        """The seconds that `steps` steps take."""
        assert self.process.stdin
        self.process.stdin.write(f"{steps}\n")
        self.process.stdin.flush()
        return self._answer()

    def peak(self) -> float:
        """The process's largest resident memory so far, in MB."""
        assert self.process.stdin
        self.process.stdin.write("peak\n")
        self.process.stdin.flush()
        return self._answer()

    def _answer(self) -> Any:
        assert self.process.stdout
        line = self.process.stdout.readline()
        if not line:
            _, errors = self.process.communicate()
            raise RuntimeError(f"{self.process.args[3:]} failed:\n{(errors or '')[-3000:]}")
        return json.loads(line)

    def close(self) -> None:
        self.process.communicate()


def ask(workload: str, variant: str, *arguments: Any, **variables: str) -> Any:
    """The answer of a variant that is run once, in a fresh process."""
    worker = Worker(workload, variant, arguments, **variables)
    worker.close()
    return worker.facts


# Who took so many seconds in its rounds is left alone once it has been measured three times.
_ENOUGH_SECONDS, _ENOUGH_ROUNDS = 10, 3


class Steps:
    """As many steps a round as take so many seconds, for each contestant."""

    def __init__(self, seconds: float):
        self.seconds = seconds

    def of(self, worker: Worker) -> int:
        if worker.run(1) > self.seconds:
            return 1
        steps = 1
        while (taken := worker.run(steps)) < self.seconds / 4 and steps < 1 << 20:
            steps *= 4 if taken < self.seconds / 16 else 2
        return max(1, round(steps * self.seconds / taken))


def timed_rounds(seconds: float, rounds: int) -> tuple[Steps, int]:
    """Arguments of `interleave` for rounds of so many seconds."""
    return Steps(seconds), rounds


def interleave(
    workload: str,
    variants: Sequence[str],
    steps: int | Steps,
    rounds: int,
    scale: float = 1e3,
    **variables: str,
) -> tuple[dict[str, list[float]], dict[str, dict]]:
    """Times per step (in milliseconds, unless `scale` says otherwise), and the set-ups' facts.

    The facts have the peak of resident memory, in MB, beside what the set-up tells.
    """
    workers = {}
    for variant in variants:
        try:
            workers[variant] = Worker(workload, variant, **variables)
        except FileNotFoundError as error:
            print(f"  {variant} is left out: {error}")
    counts = {}
    for variant, worker in workers.items():
        counts[variant] = steps.of(worker) if isinstance(steps, Steps) else steps
        if counts[variant] > 1:
            worker.run(max(counts[variant] // 2, 1 if isinstance(steps, Steps) else 3))  # warm
    samples: dict[str, list[float]] = {variant: [] for variant in workers}
    for number in range(rounds):
        order = list(workers)
        for variant in order if number % 2 == 0 else reversed(order):
            spent = sum(samples[variant]) * counts[variant] / scale
            if spent > _ENOUGH_SECONDS and len(samples[variant]) >= _ENOUGH_ROUNDS:
                continue
            seconds = workers[variant].run(counts[variant])
            samples[variant].append(seconds / counts[variant] * scale)
    facts = {v: {**worker.facts, "peak": worker.peak()} for v, worker in workers.items()}
    for worker in workers.values():
        worker.close()
    return samples, facts


def elapsed(command: Sequence[str], **variables: str) -> tuple[float, str]:
    """Seconds from the start of a process to its end, and what it printed."""
    start = time.perf_counter()
    done = subprocess.run(
        command, cwd=ROOT, env=environment(**variables), capture_output=True, text=True, check=False
    )
    seconds = time.perf_counter() - start
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))} failed:\n{done.stderr[-3000:]}")
    return seconds, done.stdout


def until_printed(command: Sequence[str], **variables: str) -> float:
    """Seconds from the start of a process to the first line it prints."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment(**variables), stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout
    line = process.stdout.readline()
    seconds = time.perf_counter() - start
    _, errors = process.communicate()
    if process.returncode or not line:
        raise RuntimeError(f"{' '.join(map(str, command))} failed:\n{errors[-3000:]}")
    return seconds


def table(title: str, unit: str, samples: dict[str, list[float]]) -> dict:
    """A table of medians, as plain data."""
    return {"title": title, "unit": unit, "samples": samples}


def figure(text: str, value: float, sense: str, bound: float) -> dict:
    """One number that must be `at least` or `at most` a bound."""
    met = value >= bound if sense == "at least" else value <= bound
    return {"text": text, "value": value, "sense": sense, "bound": bound, "met": bool(met)}


def ratio(samples: dict[str, list[float]], upper: str, lower: str) -> float:
    """How many times the median of `lower` goes into that of `upper`; NaN if one is missing."""
    if not samples.get(upper) or not samples.get(lower):
        return float("nan")
    return statistics.median(samples[upper]) / statistics.median(samples[lower])


def quartiles(values: Sequence[float]) -> tuple[float, float, float]:
    """The lower quartile, the median and the upper quartile."""
    if len(values) < 2:
        return values[0], values[0], values[0]
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return low, middle, high


def machine() -> dict[str, Any]:
    """What the numbers were measured on."""
    name = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        lines = cpuinfo.read_text().splitlines()
        name = next((n.split(":")[1].strip() for n in lines if n.startswith("model name")), name)
    versions = {}
    for framework, packages in (
        ("this", ("jax", "jaxlib", "numpy")),
        ("tensorflow", ("tensorflow-cpu", "tensorflow", "keras")),
        ("torch", ("torch",)),
    ):
        versions |= _versions(framework, packages)
    return {
        "processor": name,
        "cores": len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count(),
        "system": platform.system(),
        "python": platform.python_version(),
        "versions": versions,
        "load": round(os.getloadavg()[0], 2),
    }


def _versions(framework: str, packages: Sequence[str]) -> dict[str, str]:
    code = (
        "import importlib.metadata as m, json, sys\n"
        "found = {}\n"
        "for name in sys.argv[1:]:\n"
        "    try: found[name] = m.version(name)\n"
        "    except m.PackageNotFoundError: pass\n"
        "print(json.dumps(found))"
    )
    try:
        return json.loads(elapsed([python_of(framework), "-c", code, *packages])[1])
    except (FileNotFoundError, RuntimeError):
        return {}


def show(result: dict) -> None:
    """Prints a result for the terminal."""
    for part in result["tables"]:
        print(f"{part['title']} [{part['unit']}]")
        for name, values in part["samples"].items():
            low, middle, high = quartiles(values)
            print(f"  {name:32s} {middle:12.4g}   ({low:.4g} to {high:.4g}, n={len(values)})")
    for item in result["figures"]:
        mark = "met   " if item["met"] else "MISSED"
        print(f"  {mark} {item['text']}: {item['value']:.4g} ({item['sense']} {item['bound']:g})")


def main(measure: Callable[[bool], tuple[list[dict], list[dict]]]) -> None:
    """A workload's command line: `measure(quick)` gives its tables and figures."""
    module = sys.modules[measure.__module__]
    path = Path(module.__file__ or "").relative_to(ROOT / "benchmarks").with_suffix("")
    name = ".".join(path.parts)
    parser = argparse.ArgumentParser(description=(module.__doc__ or "").split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="a few steps, nothing is written")
    quick = parser.parse_args().quick
    start = time.time()
    tables, figures = measure(quick)
    result = {
        "name": name,
        "about": (module.__doc__ or "").strip(),
        "machine": machine(),
        "seconds": round(time.time() - start),
        "tables": tables,
        "figures": figures,
    }
    show(result)
    if not quick:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / f"{name}.json").write_text(json.dumps(result, indent=1) + "\n")
