"""The functions of keras.utils and keras.preprocessing that prepare data."""

from tests.golden.case import case, raised


def _elements(dataset):
    return list(dataset.as_numpy_iterator())


_PADDED = {
    "plain": {},
    "post": {"padding": "post", "truncating": "post", "maxlen": 2},
    "pre": {"maxlen": 2, "value": -1},
    "float": {"dtype": "float32", "value": 0.5, "maxlen": 5},
    "typo": {"padding": "before"},
    "text": {"value": "x"},
}


@case(params=list(_PADDED))
def padded(tf, np, which):
    pad = tf.keras.utils.pad_sequences
    rows = [[1], [2, 3], [], [4, 5, 6]]
    return raised(pad, rows, **_PADDED[which])


@case
def padded_others(tf, np):
    pad = tf.keras.preprocessing.sequence.pad_sequences
    return [
        pad([["a"], ["b", "c"]], dtype=object, value=""),
        pad([np.ones([2, 3]), np.ones([1, 3])], dtype="float64"),
        raised(pad, [np.ones([2, 3]), np.ones([1, 2])]),
        raised(pad, 3),
        raised(pad, [1, 2]),
    ]


_SERIES = {
    "plain": {},
    "rate": {"sampling_rate": 2, "sequence_stride": 3},
    "shuffled": {"shuffle": True, "seed": 5},
    "part": {"start_index": 3, "end_index": 17},
    "no_batch": {"batch_size": None, "shuffle": True, "seed": 2},
    "end": {"end_index": 100},
    "start": {"start_index": -1},
    "stride": {"sequence_stride": 0},
}


@case(params=list(_SERIES))
def timeseries(tf, np, which):
    data = np.random.default_rng(1).normal(size=[20, 2]).astype("float32")
    make = tf.keras.utils.timeseries_dataset_from_array

    def build():
        options = {"batch_size": 4, **_SERIES[which]}
        found = make(data, np.arange(3, 23), 3, **options)
        return [_elements(found), _elements(found), _elements(make(data, None, 2, batch_size=9))]

    return raised(build)


@case
def split(tf, np):
    Dataset = tf.data.Dataset
    split = tf.keras.utils.split_dataset
    pairs = Dataset.from_tensor_slices((np.arange(7), np.arange(7.0)))
    return [
        [_elements(part) for part in split(pairs, left_size=0.6)],
        [_elements(part) for part in split(np.arange(6.0), right_size=2)],
        [_elements(part) for part in split(pairs, left_size=3, shuffle=True, seed=4)],
        [_elements(part) for part in split((np.arange(5), np.ones([5, 2])), 1, 2)],
        raised(split, pairs),
        raised(split, pairs, left_size=8),
        raised(split, pairs, left_size=0.7, right_size=0.7),
        raised(split, pairs, left_size="a"),
        raised(split, 3, left_size=1),
    ]


def _write_texts(folder, os):
    for label in ("dog", "cat"):
        os.makedirs(f"{folder}/{label}/deep")
        for number in range(4):
            with open(f"{folder}/{label}/{number}.txt", "w") as file:
                file.write(f"{label} number {number}")
        with open(f"{folder}/{label}/deep/x.TXT", "w") as file:
            file.write(f"deep {label}")
        with open(f"{folder}/{label}/no.md", "w") as file:
            file.write("nothing")


_FOLDERS = {
    "plain": {"shuffle": False},
    "shuffled": {"seed": 3, "batch_size": 3},
    "binary": {"seed": 3, "label_mode": "binary", "batch_size": None},
    "categorical": {"shuffle": False, "label_mode": "categorical", "class_names": ["dog", "cat"]},
    "one_class": {"shuffle": False, "class_names": ["dog"]},
    "none": {"shuffle": False, "label_mode": None, "max_length": 5},
    "no_labels": {"shuffle": False, "labels": None},
    "given": {"shuffle": False, "labels": [1, 0] * 5, "label_mode": "int"},
    "training": {"seed": 3, "validation_split": 0.3, "subset": "training"},
    "validation": {"seed": 3, "validation_split": 0.3, "subset": "validation"},
    "both": {"seed": 3, "validation_split": 0.3, "subset": "both"},
    "no_subset": {"seed": 3, "validation_split": 0.3},
    "no_seed": {"validation_split": 0.3, "subset": "both"},
    "too_few": {"labels": [1]},
    "no_class": {"class_names": ["horse"]},
    "mode": {"label_mode": "text"},
}


@case(params=list(_FOLDERS))
def texts_of_folders(tf, np, which):
    import os
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        _write_texts(folder, os)

        def build():
            make = tf.keras.utils.text_dataset_from_directory
            made = make(folder, verbose=False, **_FOLDERS[which])
            made = made if isinstance(made, list) else [made]
            return [(_elements(part), part.class_names) for part in made]

        return raised(build)


_IMAGES = {
    "plain": {},
    "labels": {"label_mode": "categorical"},
    "nearest": {"interpolation": "nearest"},
    "crop": {"crop_to_aspect_ratio": True},
    "pad": {"pad_to_aspect_ratio": True, "color_mode": "rgba"},
    "color": {"color_mode": "blue"},
    "size": {"image_size": (2, 3, 4)},
}


@case(params=list(_IMAGES), atol=2e-2)
def images_of_folders(tf, np, which):
    import os
    import tempfile

    rng = np.random.default_rng(2)
    with tempfile.TemporaryDirectory() as folder:
        for label, shape in (("a", (9, 6, 3)), ("b", (5, 8, 3))):
            os.makedirs(f"{folder}/{label}")
            pixels = rng.integers(0, 256, shape).astype("uint8")
            tf.keras.utils.save_img(f"{folder}/{label}/x.png", pixels, scale=False)

        def build():
            options = {"image_size": (4, 4), "shuffle": False, **_IMAGES[which]}
            make = tf.keras.utils.image_dataset_from_directory
            return _elements(make(folder, verbose=False, **options))

        return raised(build)


@case
def image_files(tf, np):
    import tempfile

    utils = tf.keras.utils
    pixels = np.random.default_rng(2).integers(0, 256, (6, 8, 3)).astype("uint8")
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/x.png"
        utils.save_img(path, pixels, scale=False)
        results = [utils.img_to_array(utils.load_img(path))]
        for options in (
            {"color_mode": "grayscale"},
            {"color_mode": "rgba"},
            {"target_size": (3, 4)},
            {"target_size": (3, 3), "keep_aspect_ratio": True, "interpolation": "bilinear"},
        ):
            results.append(utils.img_to_array(utils.load_img(path, **options)))
        return [
            *results,
            utils.img_to_array(utils.load_img(path), "channels_first", "uint8"),
            utils.img_to_array(utils.array_to_img(pixels[:, :, :1] / 7.0)),
            raised(utils.array_to_img, pixels[0]),
            raised(utils.array_to_img, pixels[:, :, :2]),
            raised(utils.load_img, path, color_mode="blue"),
            raised(utils.load_img, path, target_size=(2, 2), interpolation="magic"),
            raised(utils.load_img, 3),
            raised(utils.load_img, f"{folder}/none.png"),
        ]


_TEXTS = ["The cat sat on the mat.", "The dog, the cat!", "a dog a day"]
_TOKENIZERS = {
    "plain": {},
    "few": {"num_words": 4},
    "few_unknown": {"num_words": 4, "oov_token": "?"},
    "unknown": {"oov_token": "?", "lower": False},
    "characters": {"char_level": True},
}


@case(params=list(_TOKENIZERS))
def tokenizer(tf, np, which):
    text = tf.keras.preprocessing.text
    tokenizer = text.Tokenizer(**_TOKENIZERS[which])
    tokenizer.fit_on_texts(_TEXTS)
    sequences = tokenizer.texts_to_sequences([*_TEXTS, "an unknown cat"])
    again = text.tokenizer_from_json(tokenizer.to_json())
    return [
        sequences,
        dict(tokenizer.word_index),
        dict(tokenizer.word_counts),
        tokenizer.document_count,
        tokenizer.sequences_to_texts(sequences),
        again.texts_to_sequences(["The dog"]),
        [
            tokenizer.sequences_to_matrix(sequences, mode)
            for mode in ("binary", "count", "freq", "tfidf")
        ],
        raised(tokenizer.sequences_to_matrix, sequences, "magic"),
        raised(text.Tokenizer().texts_to_matrix, ["a"]),
    ]


@case
def words(tf, np):
    text = tf.keras.preprocessing.text
    return [
        text.text_to_word_sequence("The cat, asleep.\n"),
        text.text_to_word_sequence("Thé-cat", filters="", lower=False),
        text.hashing_trick("The cat the", 20, "md5"),
        len(text.one_hot("The cat the", 20)),
        raised(text.Tokenizer, wrong=1),
    ]


@case
def timeseries_generator(tf, np):
    data = np.arange(24).reshape(12, 2)
    make = tf.keras.preprocessing.sequence.TimeseriesGenerator
    runs = [
        make(data, np.arange(12), 3, batch_size=4),
        make(data, np.arange(12), 4, sampling_rate=2, stride=3, batch_size=2),
        make(data, np.arange(12), 2, start_index=1, end_index=8, reverse=True, batch_size=5),
    ]
    return [
        *[[len(run), [run[i] for i in range(len(run))]] for run in runs],
        raised(make, data, np.arange(3), 3),
        raised(make, data, np.arange(12), 12),
    ]


@case
def generated_images(tf, np):
    x = np.random.default_rng(3).uniform(0, 255, [7, 5, 6, 3]).astype("float32")
    make = tf.keras.preprocessing.image.ImageDataGenerator
    plain = make(rescale=0.5, validation_split=0.3)
    batches = plain.flow(x, np.arange(7), batch_size=3, seed=4)
    flipped = make(horizontal_flip=True, vertical_flip=True).flow(x, batch_size=4, seed=1)
    centered = make(samplewise_std_normalization=True)
    fitted = make(featurewise_center=True, featurewise_std_normalization=True)
    fitted.fit(x)
    return [
        len(batches),
        [next(batches) for _ in range(4)],
        batches[1],
        plain.flow(x, np.arange(7), subset="validation", ignore_class_split=True)[0][0].shape,
        raised(plain.flow, x, np.arange(7), subset="training"),
        plain.flow(x, np.arange(7) * 0, subset="validation", shuffle=False)[0],
        plain.flow(x, np.arange(7) * 0, subset="training", shuffle=False, batch_size=9)[0],
        next(flipped),
        centered.standardize(x[0].copy()),
        fitted.flow(x, shuffle=False, batch_size=2)[0],
        raised(plain.flow, x, np.arange(3)),
        raised(plain.flow, x[0]),
        raised(make, zoom_range=[1, 2, 3]),
        raised(plain.flow, x, subset="test"),
    ]


@case
def drawn_transforms(tf, np):
    make = tf.keras.preprocessing.image.ImageDataGenerator
    generators = [
        make(),
        make(rotation_range=20, width_shift_range=0.2, height_shift_range=0.1, shear_range=5),
        make(zoom_range=0.3, horizontal_flip=True, channel_shift_range=4.0),
        make(width_shift_range=[1, 2], height_shift_range=3, brightness_range=(0.5, 1.5)),
    ]
    drawn = [generator.get_random_transform((20, 30, 3), seed=6) for generator in generators]
    return [
        [float(each[key] or 0) for key in sorted(each) if key != "brightness"] for each in drawn
    ]
