"""Saves or loads a model, and prints the seconds and the peak of the memory, times the model."""

import importlib
import os
import sys
import time
from pathlib import Path


def memory(what):
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(what))


def build(keras, units, layers):
    return keras.Sequential(
        [keras.Input((units,)), *[keras.layers.Dense(units) for _ in range(layers)]]
    )


def main():
    name, doing, kind, folder, units, layers = sys.argv[1:]
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    module = importlib.import_module(name)
    keras = getattr(module, "keras", module)
    path = Path(folder) / ("m.keras" if kind == "keras" else "m.weights.h5")
    # What is done for the first time is done on a small model.
    small, little = build(keras, 4, 1), Path(folder) / f"small-{path.name}"
    small.save(little) if kind == "keras" else small.save_weights(little)
    keras.models.load_model(little) if kind == "keras" else small.load_weights(little)
    size = 4 * int(layers) * int(units) * (int(units) + 1)
    before = memory("VmRSS")
    model = None
    if doing == "save" or kind == "weights":
        model = build(keras, int(units), int(layers))
        for weight in model.weights:
            weight.numpy()
    Path("/proc/self/clear_refs").write_text("5")
    began = time.perf_counter()
    if doing == "save":
        model.save(path) if kind == "keras" else model.save_weights(path)
    elif kind == "keras":
        model = keras.models.load_model(path)
    else:
        model.load_weights(path)
    sys.stdout.write(f"{time.perf_counter() - began} {(memory('VmHWM') - before) / size}\n")


if __name__ == "__main__":
    main()
