"""Seconds until a program can begin: the import, and from process start to the first training step.

A process is timed until it prints, so that its end does not count. "cold" starts with an empty
cache of compiled programs, "warm" with the one the cold start left.
"""

from __future__ import annotations

import tempfile

from benchmarks.measure import elapsed, figure, main, python_of, ratio, table, until_printed

_IMPORT = "import time; start = time.perf_counter(); import {}; print(time.perf_counter() - start)"
MODULES = {
    "import jax": ("this", "jax"),
    "import tapeflow": ("this", "tapeflow"),
    "import tensorflow": ("tensorflow", "tensorflow"),
    "import torch": ("torch", "torch"),
}


def measure(quick):
    rounds = 2 if quick else 9
    imports = {name: [] for name in MODULES}
    imported = "TapeFlow, imported only"
    steps = {imported: [], "TapeFlow, cold": [], "TapeFlow, warm": [], "TensorFlow": []}
    for number in range(rounds + 1):
        for name, (framework, module) in MODULES.items():
            code = _IMPORT.format(module)
            seconds = float(elapsed([python_of(framework), "-c", code])[1])
            if number:  # the first round only fills the caches of files and bytecode
                imports[name].append(seconds)
    for _ in range(1 if quick else 5):
        with tempfile.TemporaryDirectory() as cache:
            command = [python_of("this"), "-c", "import tapeflow; print(flush=True)"]
            steps[imported].append(until_printed(command))
            for name in ("TapeFlow, cold", "TapeFlow, warm"):
                steps[name].append(_first_step("this", "tapeflow", cache))
            steps["TensorFlow"].append(_first_step("tensorflow", "tensorflow", cache))
    figures = [
        figure("import of TapeFlow, times that of JAX",
               ratio(imports, "import tapeflow", "import jax"), "at most", 1.35),
        figure("process start to first step, times TensorFlow's",
               ratio(steps, "TapeFlow, cold", "TensorFlow"), "at most", 0.5),
        figure("process start to first step of a second start, times that to the import's end",
               ratio(steps, "TapeFlow, warm", imported), "at most", 1.5),
    ]  # fmt: skip
    return [
        table("The import", "s", imports),
        table("From process start to the end of the first training step", "s", steps),
    ], figures


def _first_step(framework, module, cache):
    program = "benchmarks/programs/first_step.py"
    return until_printed([python_of(framework), program, module], TAPEFLOW_CACHE_DIR=cache)


if __name__ == "__main__":
    main(measure)
