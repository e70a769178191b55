"""The live page: who is served what, until when."""

import json
import urllib.error
import urllib.request

import pytest

import tapeflow as tf
from tapeflow.explain.live import LivePage


@pytest.fixture
def live(history):
    live = LivePage(history, "train.py")
    live.start()
    yield live
    live._asked = 0.0  # no page waits for the end
    live.stop()


def get(address, **headers):
    request = urllib.request.Request(address, headers=headers)
    with urllib.request.urlopen(request, timeout=10) as got:
        return got.read().decode()


def test_the_page_and_what_is_known_by_now(live):
    float(tf.reduce_sum(tf.ones([2, 3])))
    assert "<title>TapeFlow report</title>" in get(live.address)
    data = json.loads(get(live.address + "data.json"))
    assert data["title"] == "train.py"
    assert not data["finished"]
    assert data["programs"]


def test_only_this_machine_and_only_with_the_token(live):
    assert live.address.startswith("http://127.0.0.1:")
    assert live._server.server_address[0] == "127.0.0.1"
    root, token, _ = live.address.rsplit("/", 2)
    assert len(token) >= 20
    for address in (root + "/", root + "/data.json", f"{root}/{token[:-1]}x/", live.address + "x"):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            get(address)
    with pytest.raises(urllib.error.HTTPError, match="403"):
        get(live.address, Host="evil.example")


def test_an_open_page_sees_the_end(history):
    from threading import Thread

    live = LivePage(history, "train.py")
    live.start()
    get(live.address + "data.json")
    stopping = Thread(target=live.stop)
    stopping.start()
    while not live._is_over:
        pass
    assert json.loads(get(live.address + "data.json"))["finished"]
    stopping.join(10)
    assert not stopping.is_alive()
    with pytest.raises(urllib.error.URLError):
        get(live.address)
