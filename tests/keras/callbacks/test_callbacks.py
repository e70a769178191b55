"""The smaller callbacks, each by what it does in `fit`."""

import http.server
import json
import threading
import urllib.parse

import numpy as np
import pytest

import tapeflow as tf

keras = tf.keras
callbacks = keras.callbacks


def fit(callback, epochs=2, metrics=("mae",), optimizer="sgd", **options):
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile(optimizer, "mse", metrics=list(metrics))
    return model.fit(
        np.ones((8, 2)), np.ones(8), batch_size=4, epochs=epochs, verbose=0, callbacks=[callback],
        **options,
    )  # fmt: skip


def test_a_table_in_a_file(tmp_path):
    path = tmp_path / "log.csv"
    history = fit(callbacks.CSVLogger(path)).history
    lines = path.read_text().splitlines()
    assert lines[0] == "epoch,loss,mae,val_loss,val_mae"
    assert lines[1].split(",")[:2] == ["0", str(history["loss"][0])]
    assert lines[1].endswith("NA,NA")
    fit(callbacks.CSVLogger(path, append=True), 1)
    assert len(path.read_text().splitlines()) == 4


def test_functions_as_hooks():
    told = []
    fit(
        callbacks.LambdaCallback(
            on_train_begin=lambda logs: told.append("begin"),
            on_train_batch_end=lambda batch, logs: told.append(batch),
            on_epoch_end=lambda epoch, logs: told.append(sorted(logs)),
            on_train_end=lambda logs: told.append("end"),
        )
    )
    assert told == ["begin", 0, 1, ["loss", "mae"], 0, 1, ["loss", "mae"], "end"]


@pytest.mark.parametrize("as_json", [True, False])
def test_logs_are_sent_to_a_server(as_json):
    got = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            text = body if as_json else urllib.parse.parse_qs(body)["data"][0]
            got.append((self.path, json.loads(text)))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        root = f"http://127.0.0.1:{server.server_port}"
        history = fit(callbacks.RemoteMonitor(root, send_as_json=as_json)).history
        server.shutdown()
        thread.join()
    expected = {"epoch": 0, "loss": history["loss"][0], "mae": history["mae"][0]}
    assert got[0] == ("/publish/epoch/end/", expected)


def test_a_server_that_is_not_there_is_a_warning():
    with pytest.warns(UserWarning, match="Could not reach"):
        fit(callbacks.RemoteMonitor("http://127.0.0.1:1"), 1)


def test_the_best_weights_come_back(capsys):
    keras.utils.set_random_seed(0)
    stopping = callbacks.EarlyStopping(
        "mae", patience=2, restore_best_weights=True, verbose=1, mode="max"
    )
    history = fit(stopping, epochs=9, optimizer=keras.optimizers.SGD(0.05))
    assert len(history.epoch) == 3  # the error falls, so that the first epoch is "best"
    assert stopping.best_epoch == 0
    for a, b in zip(stopping.best_weights, history.model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    assert "Epoch 3: early stopping" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("metric", "stops"), [("accuracy", True), ("mae", False), ("mse", False), ("loss", False)]
)
def test_the_direction_is_told_by_the_metric(metric, stops):
    # All errors fall; an accuracy that stays 0 does not rise.
    stopping = callbacks.EarlyStopping(metric, patience=1)
    history = fit(stopping, 4, ["accuracy", "mae", "mse"], keras.optimizers.SGD(0.01))
    assert (len(history.epoch) < 4) == stops


def test_what_can_t_be_told_is_asked_for():
    def strange(y_true, y_pred):
        return y_pred

    with pytest.raises(ValueError, match="mode='max' or mode='min'"):
        fit(callbacks.EarlyStopping("strange"), metrics=[strange])
    with pytest.warns(UserWarning, match="not available"):
        fit(callbacks.EarlyStopping("nothing"), 1)
    with pytest.raises(ValueError, match="factor"):
        callbacks.ReduceLROnPlateau(factor=1.0)
    with pytest.raises(ValueError, match="should be a float"):
        fit(callbacks.LearningRateScheduler(lambda epoch: 1))
    with pytest.raises(ValueError, match="use_ema=True"):
        fit(callbacks.SwapEMAWeights(), validation_data=(np.ones((2, 2)), np.ones(2)))


def test_a_rate_that_falls(capsys):
    slow = callbacks.ReduceLROnPlateau("loss", 0.5, patience=1, min_lr=0.03, verbose=1)
    rates = fit(slow, 5, optimizer=keras.optimizers.SGD(0.1), validation_freq=9)
    assert rates.history["learning_rate"][0] == pytest.approx(0.1)
    halving = callbacks.LearningRateScheduler(lambda epoch, rate: rate / 2, verbose=1)
    history = fit(halving, 3, optimizer=keras.optimizers.SGD(0.8))
    np.testing.assert_allclose(history.history["learning_rate"], [0.4, 0.2, 0.1], rtol=1e-6)
    assert "LearningRateScheduler setting learning rate to" in capsys.readouterr().out
