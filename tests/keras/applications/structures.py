"""The architectures to compare, and how: the same code runs on real Keras and on TapeFlow."""

import hashlib
import json

import numpy as np

# Name: the function, and its arguments.
SMALL = {"weights": None, "include_top": False, "pooling": "avg", "input_shape": (32, 32, 3)}
TOP = {"weights": None, "classes": 10}


NAMES = """
MobileNetV2 MobileNet VGG16 VGG19 ResNet50 ResNet101 ResNet152 ResNet50V2 ResNet101V2 ResNet152V2
MobileNetV3Small MobileNetV3Large EfficientNetB0 EfficientNetB1 EfficientNetB2 EfficientNetB3
EfficientNetB4 EfficientNetB5 EfficientNetB6 EfficientNetB7 EfficientNetV2B0 EfficientNetV2B1
EfficientNetV2B2 EfficientNetV2B3 EfficientNetV2S EfficientNetV2M EfficientNetV2L DenseNet121
DenseNet169 DenseNet201 InceptionV3 Xception InceptionResNetV2 NASNetMobile NASNetLarge
ConvNeXtTiny ConvNeXtSmall ConvNeXtBase ConvNeXtLarge ConvNeXtXLarge
"""


def _cases():
    cases = {}
    for name in NAMES.split():
        least = {"InceptionV3": 75, "Xception": 71, "InceptionResNetV2": 75}.get(name, 32)
        cases[name] = (name, {**SMALL, "input_shape": (least, least, 3)})
        if name not in ("MobileNetV3Small", "MobileNetV3Large"):
            cases[name + "-top"] = (name, {**TOP, "input_shape": (least, least, 3)})
        else:
            cases[name + "-top"] = (name, TOP)
    cases["MobileNetV2-default"] = ("MobileNetV2", {"weights": None})
    cases["MobileNetV2-thin"] = ("MobileNetV2", {**SMALL, "alpha": 0.35, "pooling": "max"})
    cases["MobileNetV2-open"] = (
        "MobileNetV2",
        {"weights": None, "include_top": False, "alpha": 1.4, "name": "wide"},
    )
    cases["MobileNet-thin"] = (
        "MobileNet",
        {**TOP, "alpha": 0.25, "depth_multiplier": 2, "dropout": 0.3, "input_shape": (64, 64, 3)},
    )
    cases["MobileNetV3Small-thin"] = (
        "MobileNetV3Small",
        {**TOP, "alpha": 0.75, "minimalistic": True, "input_shape": (64, 64, 3)},
    )
    cases["MobileNetV3Large-thin"] = (
        "MobileNetV3Large",
        {**SMALL, "alpha": 0.75, "include_preprocessing": False},
    )
    cases["EfficientNetV2B0-bare"] = ("EfficientNetV2B0", {**SMALL, "include_preprocessing": False})
    cases["ConvNeXtTiny-bare"] = ("ConvNeXtTiny", {**SMALL, "include_preprocessing": False})
    cases["EfficientNetB0-gray"] = ("EfficientNetB0", {**TOP, "input_shape": (32, 32, 1)})
    cases["ResNet50-logits"] = (
        "ResNet50",
        {**TOP, "classifier_activation": None, "input_shape": (40, 56, 3)},
    )
    return cases


CASES = _cases()


def build(keras, case):
    """The case's model, its layers numbered from the start."""
    name, options = CASES[case]
    keras.backend.clear_session()
    return getattr(keras.applications, name)(**options)


def structure(model):
    """What must agree: the layers with their configurations and inputs, then the weights."""
    config = json.loads(model.to_json())["config"]
    lines = [f"model {model.name} {model.input_shape} {model.output_shape}"]
    for layer in config["layers"]:
        kept = {key: value for key, value in sorted(layer["config"].items()) if key not in IGNORED}
        inputs = [term[0] for term in _histories(layer["inbound_nodes"])]
        described = json.dumps(_plain(kept), sort_keys=True)
        lines.append(f"layer {layer['name']} {layer['class_name']} {inputs} {described}")
    for weight in model.weights:
        # Keras builds NASNet in name scopes, which files don't show; TapeFlow has none there.
        path = weight.path.split("/")[-2:] if "nasnet" in model.name else weight.path
        lines.append(f"weight {path} {tuple(weight.shape)} {weight.trainable}")
    return "\n".join(lines) + "\n"


# How a number is kept, not what is computed.
IGNORED = {"dtype", "build_config"}


def _histories(node):
    if isinstance(node, dict):
        if "keras_history" in node:
            yield node["keras_history"]
        else:
            for value in node.values():
                yield from _histories(value)
    elif isinstance(node, list):
        for value in node:
            yield from _histories(value)


def _plain(value):
    """A configuration without the notes on where its classes come from."""
    if isinstance(value, dict):
        if "class_name" in value and "config" in value:
            return {"class_name": value["class_name"], "config": _plain(value["config"])}
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def outputs(model, case):
    """The first outputs for fixed weights and one fixed image; None for what is too large."""
    _, options = CASES[case]
    if options.get("include_top", True) or not options.get("pooling"):
        return None
    if model.count_params() > 70e6:
        return None
    set_pattern(model)
    image = np.random.default_rng(0).uniform(0, 1, (1, *model.input_shape[1:])).astype("float32")
    return np.asarray(model(image * 255 if "EfficientNet" in case else image))[0, :12].ravel()


def set_pattern(model):
    """Fixes each weight by its place in the order; kernels are scaled so that no layer explodes."""
    values = []
    for number, weight in enumerate(model.weights):
        shape = tuple(weight.shape)
        wave = np.cos(np.arange(997) * (1.7 + number % 7) + number)
        if len(shape) >= 2:
            # A depthwise kernel's inputs are its window only.
            window = shape[:2] if "depthwise" in weight.path.split("/")[-1] else shape[:-1]
            pattern = np.resize(wave * np.sqrt(2.0 / np.prod(window)), shape)
        elif "variance" in weight.path or "gamma" in weight.path:
            pattern = np.resize(1 + 0.1 * wave, shape)
        else:
            pattern = np.resize(0.1 * wave, shape)
        values.append(pattern.astype("float32"))
    model.set_weights(values)


def preprocessed(keras):
    """What each module's `preprocess_input` makes of one small image and of a batch."""
    images = np.random.default_rng(1).uniform(0, 255, (1, 3, 2, 3)).astype("float32")
    made = {}
    for name in MODULES.split():
        preprocess = getattr(keras.applications, name).preprocess_input
        for data_format in ("channels_last", "channels_first"):
            for batch in (images, images[0]):
                values = batch if data_format == "channels_last" else np.moveaxis(batch, -1, -3)
                outputs = np.asarray(preprocess(values.copy(), data_format=data_format))
                key = f"{name} {data_format} {batch.ndim}"
                made[key] = [float(f"{value:.6g}") for value in outputs.ravel()]
    return made


MODULES = """
convnext densenet efficientnet efficientnet_v2 inception_resnet_v2 inception_v3 mobilenet
mobilenet_v2 mobilenet_v3 nasnet resnet resnet50 resnet_v2 vgg16 vgg19 xception
"""


class Asked(Exception):
    """Raised in place of a download: the file's name in the cache, its address and its hash."""


def get_file(fname, origin, file_hash=None, **options):
    """What stands in for `keras.utils.get_file`."""
    raise Asked(fname, origin, file_hash, options)


def published(keras, name, include_top):
    """The file that `weights="imagenet"` wants; `get_file` must have been put in place."""
    try:
        getattr(keras.applications, name)(include_top=include_top)
    except Asked as asked:
        return list(asked.args[:3])
    raise AssertionError(f"{name} asked for no file")
