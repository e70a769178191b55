"""200 saves of all kinds, killed at random moments: the file is the old one or the new, and whole.

`make kills`, or `python -m fuzz.kills [how many]`. A child process saves models all of whose
weights are one number, 1, 2, 3, ..., and says each number when it is saved; the parent kills it
(SIGKILL) and looks that what is there has one number throughout: the last said, or the next.
"""

import multiprocessing
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

# Together 204.
KINDS = ("keras", "weights", "h5", "checkpoint", "artifact", "npz")
SIZE = 600


def small():
    import tapeflow as tf

    layers = tf.keras.layers
    return tf.keras.Sequential([tf.keras.Input((SIZE,)), layers.Dense(SIZE), layers.Dense(SIZE)])


def save(kind, model, folder):
    import tapeflow as tf

    if kind == "keras":
        model.save(folder / "m.keras")
    elif kind == "weights":
        model.save_weights(folder / "m.weights.h5")
    elif kind == "h5":
        model.save(folder / "m.h5")
    elif kind == "checkpoint":
        tf.train.Checkpoint(model=model).write(folder / "m")
    elif kind == "artifact":
        model.export(folder / "m", verbose=False)
    else:
        tf.keras.saving.export_weights(model, folder / "m.npz")


def load(kind, model, folder):
    """The weights that are there."""
    import tapeflow as tf

    if kind == "keras":
        return tf.keras.models.load_model(folder / "m.keras").get_weights()
    if kind == "h5":
        return tf.keras.models.load_model(folder / "m.h5").get_weights()
    if kind == "artifact":
        return [v.numpy() for v in tf.saved_model.load(folder / "m").variables]
    if kind == "weights":
        model.load_weights(folder / "m.weights.h5")
    elif kind == "checkpoint":
        tf.train.Checkpoint(model=model).read(folder / "m").assert_existing_objects_matched()
    else:
        tf.keras.saving.import_weights(model, folder / "m.npz", "order")
    return model.get_weights()


def saver(kind, folder, first, said):
    """Saves again and again, in a process of its own."""
    import warnings

    warnings.simplefilter("ignore")
    model = small()
    number = first
    while True:
        for variable in model.weights:
            variable.assign(np.full(variable.shape, number, "float32"))
        save(kind, model, folder)
        said.send(number)
        number += 1


def killed(kind, count, seed=0):
    """How many of so many killed saves left something else than a whole file."""
    rng = np.random.default_rng(seed)
    # Children start with the imports done, and without threads of XLA.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tapeflow", "h5py"])
    lost, number = 0, 0
    model = small()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for _ in range(count):
            ours, theirs = context.Pipe(duplex=False)
            child = context.Process(target=saver, args=(kind, folder, number + 1, theirs))
            child.start()
            theirs.close()
            number = ours.recv()
            began = time.perf_counter()
            second = ours.recv()  # how long a save takes tells when to kill the next one
            time.sleep(rng.uniform(0, time.perf_counter() - began))
            child.kill()
            child.join()
            number = second
            while ours.poll():
                try:
                    number = ours.recv()
                except EOFError:
                    break
            try:
                found = {float(value) for array in load(kind, model, folder) for value in [
                    array.min(), array.max()]}  # fmt: skip
                whole = found in ({float(number)}, {float(number + 1)})
            except Exception as error:
                found, whole = repr(error)[:300], False
            if not whole:
                lost += 1
                sys.stdout.write(f"  lost: {kind}, saved {number}, found {found}\n")
            _sweep(folder)
            number += 1
    return lost


def _sweep(folder):
    """Temporary files of the killed."""
    for left in folder.glob(".*"):
        shutil.rmtree(left) if left.is_dir() else left.unlink()


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 34
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    lost = 0
    for kind in KINDS:
        began = time.perf_counter()
        found = killed(kind, count)
        lost += found
        sys.stdout.write(
            f"{kind}: {count} kills, {found} lost, {time.perf_counter() - began:.0f} s\n"
        )
        sys.stdout.flush()
    sys.exit(lost > 0)


if __name__ == "__main__":
    main()
