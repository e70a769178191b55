"""What `TensorBoard` writes."""

import json
import os
import time
import urllib.request

import numpy as np
import pytest

import tapeflow as tf

keras = tf.keras
tensorboardX = pytest.importorskip("tensorboardX")


def events(folder):
    from tensorboardX.proto.event_pb2 import Event

    found = []
    for path in sorted(folder.iterdir()):
        for record in tf.data.TFRecordDataset(str(path)).as_numpy_iterator():
            event = Event.FromString(record)
            found += [(value.tag, event.step, value) for value in event.summary.value]
    return found


def test_curves_histograms_pictures_and_the_graph(tmp_path):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3), keras.layers.Dense(1)])
    model.compile("sgd", "mse", metrics=["mae"])
    board = keras.callbacks.TensorBoard(
        tmp_path, histogram_freq=1, write_images=True, update_freq=2, write_steps_per_second=True
    )
    x, y = np.ones((8, 2), "float32"), np.ones(8, "float32")
    history = model.fit(
        x, y, batch_size=2, epochs=2, verbose=0, validation_data=(x, y), callbacks=[board]
    )
    train = events(tmp_path / "train")
    tags = {tag for tag, _, _ in train}
    assert {
        "epoch_loss", "epoch_mae", "epoch_learning_rate", "epoch_steps_per_second", "batch_loss",
        "batch_mae", "keras",
    } <= tags  # fmt: skip
    assert sum(tag.endswith("/histogram") for tag in tags) == 4
    assert sum("/image" in tag for tag in tags) == 3  # a single number has no picture
    losses = [(step, value.simple_value) for tag, step, value in train if tag == "epoch_loss"]
    np.testing.assert_allclose(losses, list(enumerate(history.history["loss"])), rtol=1e-6)
    assert [step for tag, step, _ in train if tag == "batch_loss"] == [1, 3, 5, 7]
    (graph,) = [value for tag, _, value in train if tag == "keras"]
    assert graph.metadata.plugin_data.plugin_name == "graph_keras_model"
    assert b"Sequential" in graph.tensor.string_val[0]
    validation = events(tmp_path / "validation")
    assert [(t, s) for t, s, _ in validation if "loss" in t] == [
        ("evaluation_loss_vs_iterations", 4), ("epoch_loss", 0),
        ("evaluation_loss_vs_iterations", 8), ("epoch_loss", 1),
    ]  # fmt: skip


def train_words(folder, **options):
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((2,)),
            layers.Embedding(5, 3, name="words"),
            layers.Flatten(),
            layers.Dense(1),
        ]
    )
    model.compile("sgd", "mse")
    board = keras.callbacks.TensorBoard(folder, histogram_freq=1, write_images=True, **options)
    x = np.arange(8).reshape(4, 2) % 5
    model.fit(x, np.ones(4), batch_size=1, epochs=2, verbose=0, callbacks=[board])
    return model


def test_a_profile_of_some_batches(tmp_path):
    train_words(tmp_path, profile_batch=(2, 3))
    (profile,) = tmp_path.glob("plugins/profile/*/*.xplane.pb")
    assert b"jit_traced" in profile.read_bytes()  # the name of every program


def test_embeddings_for_the_projector(tmp_path):
    model = train_words(tmp_path, embeddings_freq=1, embeddings_metadata={"words": "names.tsv"})
    table = np.loadtxt(tmp_path / "embeddings" / "words.tsv", delimiter="\t")
    np.testing.assert_allclose(table, model.layers[0].get_weights()[0], rtol=1e-6)
    assert 'metadata_path: "names.tsv"' in (tmp_path / "projector_config.pbtxt").read_text()


def test_refusals(tmp_path):
    for wrong in (-1, (3, 2), "two", (1, 2, 3)):
        with pytest.raises(ValueError, match="profile_batch"):
            keras.callbacks.TensorBoard(tmp_path, profile_batch=wrong)
    with pytest.raises(ValueError, match="Unrecognized `Embedding` layer"):
        train_words(tmp_path, embeddings_freq=1, embeddings_metadata={"word": "names.tsv"})


@pytest.mark.skipif(not os.environ.get("TAPEFLOW_TEST_ALL"), reason="starts a server")
def test_the_tensorboard_program_shows_all_of_it(tmp_path):
    program = pytest.importorskip("tensorboard.program")
    train_words(tmp_path, embeddings_freq=1, embeddings_metadata="names.tsv")
    (tmp_path / "names.tsv").write_text("a\nb\nc\nd\ne\n")
    board = program.TensorBoard()
    board.configure(argv=[None, "--logdir", str(tmp_path), "--port", "0", "--load_fast", "false"])
    url = board.launch() + "data/"

    def ask(path):
        with urllib.request.urlopen(url + path, timeout=20) as answer:
            return answer.read()

    for _ in range(40):
        if b"train" in ask("runs") and b"projector" in ask("plugins_listing"):
            break
        time.sleep(0.5)
    assert b"epoch_loss" in ask("plugin/scalars/tags")
    assert b"words/embeddings/histogram" in ask("plugin/histograms/tags")
    assert b"keras_class" in ask("plugin/graphs/graph?run=train&tag=keras&conceptual=true")
    assert ask("plugin/projector/runs") == b'["."]'
    assert len(ask("plugin/projector/tensor?run=.&name=words")) == 5 * 3 * 4
    assert ask("plugin/projector/metadata?run=.&name=words").startswith(b"a\nb")
    images = ask("plugin/images/images?run=train&tag=words%2Fembeddings%2Fimage&sample=0")
    (first, *_) = json.loads(images)
    assert ask("plugin/images/individualImage?" + first["query"]).startswith(b"\x89PNG")
