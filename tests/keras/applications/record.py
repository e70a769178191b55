"""Writes `recorded.json`: what real Keras builds and computes, for each architecture.

    $TAPEFLOW_ORACLE tests/keras/applications/record.py [folder for the structures as text]

Of a structure only a digest is kept; a folder as argument gets the texts themselves, to compare.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import keras
import structures
from keras.src.utils import file_utils
from structures import CASES, NAMES, build, digest, outputs, preprocessed, published, structure

HERE = Path(__file__).parent


def main(folder=None):
    recorded = {}
    for case in CASES:
        model = build(keras, case)
        text = structure(model)
        if folder:
            Path(folder, case + ".txt").write_text(text)
        recorded[case] = {"digest": digest(text), "params": model.count_params()}
        values = outputs(model, case)
        if values is not None:
            recorded[case]["outputs"] = [float(f"{value:.7g}") for value in values]
    recorded["preprocessed"] = preprocessed(keras)
    file_utils.get_file = structures.get_file
    recorded["published"] = {
        name: [published(keras, name, include_top) for include_top in (True, False)]
        for name in NAMES.split()
        if name != "ConvNeXtXLarge"  # 350 million weights, made only to be thrown away
    }
    lines = [f" {json.dumps(case)}: {json.dumps(facts)}" for case, facts in recorded.items()]
    (HERE / "recorded.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
