"""The data sets that come over the network, read from small files in the published formats."""

import gzip
import io
import json
import pickle
import tarfile

import numpy as np
import pytest

from tapeflow.keras.datasets import (
    boston_housing,
    california_housing,
    cifar10,
    cifar100,
    fashion_mnist,
    imdb,
    reuters,
)
from tapeflow.keras.utils.get_file_hash import hash_file


@pytest.fixture
def datasets(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    folder = tmp_path / "datasets"
    folder.mkdir()
    return folder


def idx(array: np.ndarray) -> bytes:
    kind = {3: 2051, 1: 2049}[array.ndim]
    return gzip.compress(np.array([kind, *array.shape], ">i4").tobytes() + array.tobytes())


def test_fashion_mnist_reads_the_idx_files(datasets):
    rng = np.random.default_rng(0)
    train = rng.integers(0, 256, (6, 28, 28), np.uint8), rng.integers(0, 10, 6, np.uint8)
    test = rng.integers(0, 256, (3, 28, 28), np.uint8), rng.integers(0, 10, 3, np.uint8)
    folder = datasets / "fashion-mnist"
    folder.mkdir()
    for name, (images, labels) in (("train", train), ("t10k", test)):
        (folder / f"{name}-images-idx3-ubyte.gz").write_bytes(idx(images))
        (folder / f"{name}-labels-idx1-ubyte.gz").write_bytes(idx(labels))
    (x_train, y_train), (x_test, y_test) = fashion_mnist.load_data()
    for found, expected in zip((x_train, y_train, x_test, y_test), (*train, *test), strict=True):
        assert found.dtype == np.uint8
        np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize(
    "content",
    [idx(np.zeros(3, np.uint8))[:-5], idx(np.zeros((3, 2, 2), np.uint8))],
    ids=["cut off", "of another rank"],
)
def test_a_damaged_fashion_mnist_file_is_named(datasets, content):
    (datasets / "fashion-mnist").mkdir()
    path = datasets / "fashion-mnist" / "train-labels-idx1-ubyte.gz"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="delete the file") as error:
        fashion_mnist.load_data()
    assert str(path) in str(error.value)


def cifar_archive(path, inner: str, batches: dict[str, dict]) -> None:
    with tarfile.open(path, "w:gz") as tar:
        for name, batch in batches.items():
            content = pickle.dumps(
                {key.encode(): value for key, value in batch.items()}, protocol=2
            )
            info = tarfile.TarInfo(f"{inner}/{name}")
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))


def cifar_batch(rng, rows: int, **labels: int) -> dict:
    data = rng.integers(0, 256, (rows, 3072), np.uint8)
    return {"data": data} | {
        key: rng.integers(0, limit, rows).tolist() for key, limit in labels.items()
    }


def test_cifar10_puts_the_batches_together(datasets, monkeypatch):
    rng = np.random.default_rng(0)
    names = [f"data_batch_{i}" for i in range(1, 6)] + ["test_batch"]
    batches = {name: cifar_batch(rng, 4, labels=10) for name in names}
    # Under the name it has at its address, as a person puts it there by hand.
    archive = datasets / "cifar-10-python.tar.gz"
    cifar_archive(archive, "cifar-10-batches-py", batches)
    monkeypatch.setattr(cifar10, "SHA256", hash_file(archive))
    (x_train, y_train), (x_test, y_test) = cifar10.load_data()
    assert x_train.shape == (20, 32, 32, 3)
    assert y_train.shape == (20, 1)
    assert x_test.shape == (4, 32, 32, 3)
    assert {x.dtype.name for x in (x_train, y_train, x_test, y_test)} == {"uint8"}
    assert y_train[8:12, 0].tolist() == batches["data_batch_3"]["labels"]
    # Stored as 1024 red, 1024 green, 1024 blue.
    assert x_test[2, 3, 5, 1] == batches["test_batch"]["data"][2, 1024 + 3 * 32 + 5]


@pytest.mark.parametrize("mode", ["fine", "coarse"])
def test_cifar100_reads_either_kind_of_label(datasets, monkeypatch, mode):
    rng = np.random.default_rng(0)
    batches = {
        name: cifar_batch(rng, 4, fine_labels=100, coarse_labels=20) for name in ("train", "test")
    }
    archive = datasets / "cifar-100-python.tar.gz"
    cifar_archive(archive, "cifar-100-python", batches)
    monkeypatch.setattr(cifar100, "SHA256", hash_file(archive))
    (x_train, y_train), (_, y_test) = cifar100.load_data(label_mode=mode)
    assert x_train.shape == (4, 32, 32, 3)
    assert y_train[:, 0].tolist() == batches["train"][f"{mode}_labels"]
    assert y_test[:, 0].tolist() == batches["test"][f"{mode}_labels"]


def test_cifar100_refuses_an_unknown_kind_of_label():
    with pytest.raises(ValueError, match="'fine' or 'coarse'"):
        cifar100.load_data(label_mode="medium")


def ragged(rng, rows: int, longest: int = 30) -> np.ndarray:
    texts = np.empty(rows, object)
    texts[:] = [rng.integers(1, 200, rng.integers(2, longest)).tolist() for _ in range(rows)]
    return texts


@pytest.fixture
def reviews(datasets, monkeypatch):
    rng = np.random.default_rng(0)
    arrays = {
        "x_train": ragged(rng, 50),
        "y_train": rng.integers(0, 2, 50),
        "x_test": ragged(rng, 40),
        "y_test": rng.integers(0, 2, 40),
    }
    np.savez(datasets / "imdb.npz", **arrays)
    monkeypatch.setattr(imdb, "SHA256", hash_file(datasets / "imdb.npz"))
    return arrays


def test_imdb_shuffles_and_numbers_as_keras_does(reviews):
    (x_train, y_train), (x_test, y_test) = imdb.load_data()
    order = np.arange(50)
    np.random.RandomState(113).shuffle(order)
    assert x_train.shape == (50,)
    assert x_train.dtype == object
    # The largest number found is a bound too: the rarest word counts as unknown.
    limit = max(max(text) for part in ("x_train", "x_test") for text in reviews[part]) + 3
    first = [1] + [w + 3 if w + 3 < limit else 2 for w in reviews["x_train"][order[0]]]
    assert x_train[0] == first
    np.testing.assert_array_equal(y_train, reviews["y_train"][order])
    assert sorted(y_test) == sorted(reviews["y_test"])
    assert x_test.shape == (40,)


def test_imdb_limits_the_words_and_the_length(reviews):
    (x_train, y_train), _ = imdb.load_data(num_words=100, skip_top=10, maxlen=15)
    assert len(x_train) == len(y_train) < 50
    assert all(len(text) < 15 for text in x_train)
    assert {word for text in x_train for word in text} <= {2, *range(10, 100)}


def test_imdb_can_drop_the_unknown_words(reviews):
    (x_train, _), _ = imdb.load_data(num_words=100, start_char=None, index_from=0, oov_char=None)
    assert max(max(text) for text in x_train if text) < 100


def test_imdb_refuses_a_length_that_leaves_nothing(reviews):
    with pytest.raises(ValueError, match="no text is short enough"):
        imdb.load_data(maxlen=2)


def test_reuters_splits_after_shuffling(datasets, monkeypatch):
    rng = np.random.default_rng(1)
    np.savez(datasets / "reuters.npz", x=ragged(rng, 60), y=rng.integers(0, 46, 60))
    monkeypatch.setattr(reuters, "SHA256", hash_file(datasets / "reuters.npz"))
    (x_train, y_train), (x_test, y_test) = reuters.load_data(num_words=80, test_split=0.25)
    assert len(x_train) == len(y_train) == 45
    assert len(x_test) == len(y_test) == 15
    assert len(reuters.get_label_names()) == 46


@pytest.mark.parametrize("module", [imdb, reuters])
def test_word_indices_are_read(datasets, monkeypatch, module):
    name = f"{module.__name__.rsplit('.', 1)[-1]}_word_index.json"
    (datasets / name).write_text(json.dumps({"the": 1, "café": 2}))
    monkeypatch.setattr(module, "WORD_INDEX_MD5", hash_file(datasets / name, "md5"))
    assert module.get_word_index() == {"the": 1, "café": 2}


def test_a_pickle_that_would_run_code_is_refused(datasets, monkeypatch, tmp_path):
    class Evil:
        def __reduce__(self):
            return open, (str(tmp_path / "written"), "w")

    evil = np.empty(1, object)
    evil[0] = Evil()
    np.savez(datasets / "reuters.npz", x=evil, y=np.zeros(1))
    monkeypatch.setattr(reuters, "SHA256", hash_file(datasets / "reuters.npz"))
    with pytest.raises(ValueError, match="something that is not data"):
        reuters.load_data()
    assert not (tmp_path / "written").exists()


@pytest.mark.parametrize("module", [boston_housing, california_housing])
def test_tables_are_shuffled_and_split(datasets, monkeypatch, module):
    name = f"{module.__name__.rsplit('.', 1)[-1]}.npz"
    features = np.arange(1400.0).reshape(700, 2)
    np.savez(datasets / name, x=features, y=features[:, 0])
    monkeypatch.setattr(module, "SHA256", hash_file(datasets / name))
    (x_train, y_train), (x_test, y_test) = module.load_data(test_split=0.1)
    assert x_train.shape == (630, 2)
    assert x_test.shape == (70, 2)
    np.testing.assert_array_equal(x_train[:, 0], y_train)
    np.testing.assert_array_equal(np.sort(np.concatenate([y_train, y_test])), features[:, 0])
    order = np.arange(700)
    np.random.RandomState(113).shuffle(order)
    np.testing.assert_array_equal(x_train, features[order[:630]])
    with pytest.raises(ValueError, match="test_split out of range"):
        module.load_data(test_split=1.0)
    if module is california_housing:
        (x_train, _), _ = module.load_data(version="small")
        assert x_train.shape == (480, 2)
        with pytest.raises(ValueError, match="'small' or 'large'"):
            module.load_data(version="medium")


def test_without_a_network_the_error_says_what_to_put_where(datasets, monkeypatch):
    monkeypatch.setattr(boston_housing, "ORIGIN", "http://127.0.0.1:9/boston_housing.npz")
    with pytest.raises(ConnectionError) as error:
        boston_housing.load_data()
    assert "http://127.0.0.1:9/boston_housing.npz" in str(error.value)
    assert f"{datasets} as boston_housing.npz" in str(error.value)
