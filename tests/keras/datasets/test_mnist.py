import hashlib
import time

import numpy as np
import pytest

from tapeflow.keras.datasets import mnist


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    (tmp_path / "datasets").mkdir()
    return tmp_path


def test_the_package_s_copy_has_the_published_digits(home):
    (x_train, y_train), (x_test, y_test) = mnist.load_data()
    assert x_train.shape == (60000, 28, 28)
    assert x_test.shape == (10000, 28, 28)
    assert y_train.shape == (60000,)
    assert y_test.shape == (10000,)
    assert {x.dtype.name for x in (x_train, y_train, x_test, y_test)} == {"uint8"}
    # The well-known mean and standard deviation of the training images, in units of 255.
    assert x_train.mean() / 255 == pytest.approx(0.13066047627384)
    assert x_train.std() / 255 == pytest.approx(0.30810780385646)
    assert y_train[:5].tolist() == [5, 0, 4, 1, 9]
    assert y_test[:5].tolist() == [7, 2, 1, 0, 4]
    assert list(home.rglob("*.npz")) == []


def test_it_loads_in_half_a_second_of_processor_time(home):
    start = time.process_time()
    mnist.load_data()
    assert time.process_time() - start < 0.5


def test_the_user_s_own_file_is_used_when_it_is_whole(home, monkeypatch):
    own = home / "datasets" / "mnist.npz"
    arrays = {name: np.full(3, i) for i, name in enumerate(("x_train", "y_train"))}
    np.savez(own, x_test=np.zeros(2), y_test=np.ones(2), **arrays)
    content = own.read_bytes()
    monkeypatch.setattr(mnist, "PUBLISHED", hashlib.sha256(content).hexdigest())
    (x_train, _), _ = mnist.load_data()
    assert x_train.shape == (3,)
    assert own.read_bytes() == content


def test_a_damaged_file_of_the_user_is_reported_and_left_alone(home):
    own = home / "datasets" / "mnist.npz"
    own.write_bytes(b"half a download")
    with pytest.warns(UserWarning, match="left as it is") as caught:
        (x_train, _), _ = mnist.load_data()
    assert caught[0].filename == __file__
    assert x_train.shape == (60000, 28, 28)
    assert own.read_bytes() == b"half a download"


def test_a_package_without_its_data_downloads_beside_the_user_s_file(home, monkeypatch, tmp_path):
    asked = []
    monkeypatch.setattr(mnist, "PACKAGE_FILE", tmp_path / "missing.npz")
    monkeypatch.setattr(
        mnist, "get_file", lambda *args, **kwargs: asked.append((args, kwargs)) or own
    )
    own = tmp_path / "got.npz"
    np.savez(own, x_train=1, y_train=2, x_test=3, y_test=4)
    mnist.load_data()
    assert asked == [
        (("mnist-tapeflow.npz",), {"origin": mnist.ORIGIN, "file_hash": mnist.PUBLISHED})
    ]
