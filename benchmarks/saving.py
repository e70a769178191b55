"""Saving and loading a model of 500 MB, beside Keras on TensorFlow.

The memory is the largest that the process has while it saves or loads, without what it had before,
and with the model itself: 1 is the model alone.
"""

from __future__ import annotations

import tempfile

from benchmarks.measure import elapsed, figure, main, python_of, ratio, table

LIBRARIES = {"TapeFlow": ("this", "tapeflow"), "Keras": ("tensorflow", "keras")}
KINDS = ("keras", "weights")


def measure(quick):
    units, layers = (500, 5) if quick else (5000, 5)
    names = [f"{doing} {kind}" for kind in KINDS for doing in ("save", "load")]
    seconds = {name: {library: [] for library in LIBRARIES} for name in names}
    memory = {name: {library: [] for library in LIBRARIES} for name in names}
    for _ in range(1 if quick else 5):
        for kind in KINDS:
            for library, (framework, module) in LIBRARIES.items():
                with tempfile.TemporaryDirectory() as folder:
                    for doing in ("save", "load"):
                        name = f"{doing} {kind}"
                        found = elapsed([
                            python_of(framework), "benchmarks/programs/saving.py", module, doing,
                            kind, folder, str(units), str(layers),
                        ])[1].split()[-2:]  # fmt: skip
                        seconds[name][library].append(float(found[0]))
                        memory[name][library].append(float(found[1]))
    figures = []
    for name in names:
        slower = ratio(seconds[name], "TapeFlow", "Keras")
        figures.append(figure(f"{name}: time, times Keras's", slower, "at most", 1.2))
        peak = max(memory[name]["TapeFlow"])
        figures.append(figure(f"{name}: peak memory, times the model", peak, "at most", 1.3))
    return [
        *[table(f"{name}, 500 MB", "s", seconds[name]) for name in names],
        *[table(f"{name}: memory", "times the model", memory[name]) for name in names],
    ], figures


if __name__ == "__main__":
    main(measure)
