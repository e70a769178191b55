"""Models as graphs for Graphviz."""

import sys

import pytest

import tapeflow as tf

layers = tf.keras.layers


def residual():
    x = tf.keras.Input((4,), name="x")
    inner_input = tf.keras.Input((4,), name="inner_input")
    hidden = layers.Dense(4, "relu", name="dense")(inner_input)
    inner = tf.keras.Model(inner_input, hidden, name="inner")
    return tf.keras.Model(x, layers.Add(name="add")([inner(x), x]), name="whole")


def told(dot):
    """Titles of the nodes, and the arrows between them."""
    names = {}

    def visit(graph):
        for node in graph.get_nodes():
            label = node.get_label() or ""
            if "<b>" in label:
                names[node.get_name().strip('"')] = label.split("<b>")[1].split("</b>")[0]
        for inner in graph.get_subgraphs():
            visit(inner)

    visit(dot)
    edges = {
        (names[edge.get_source().strip('"')], names[edge.get_destination().strip('"')])
        for graph in (dot, *dot.get_subgraphs())
        for edge in graph.get_edges()
    }
    return set(names.values()), edges


def test_a_graph_has_a_node_for_each_step_and_an_arrow_for_each_input():
    names, edges = told(tf.keras.utils.model_to_dot(residual()))
    assert names == {"x", "inner", "add"}
    assert edges == {("x", "inner"), ("inner", "add"), ("x", "add")}


def test_an_expanded_model_is_a_frame_around_its_layers():
    names, edges = told(tf.keras.utils.model_to_dot(residual(), expand_nested=True))
    assert names == {"x", "inner_input", "dense", "add"}
    assert edges == {("x", "inner_input"), ("inner_input", "dense"), ("dense", "add"), ("x", "add")}


def test_a_sequential_is_a_chain():
    model = tf.keras.Sequential(
        [tf.keras.Input((2,)), layers.Dense(3, name="a"), layers.ReLU(name="b")]
    )
    assert told(tf.keras.utils.model_to_dot(model)) == ({"a", "b"}, {("a", "b")})


def test_labels_show_what_is_asked_for():
    model = residual()
    text = tf.keras.utils.model_to_dot(
        model, show_shapes=True, show_dtype=True, expand_nested=True, show_layer_activations=True,
        show_trainable=True, show_layer_names=False,
    ).to_string()  # fmt: skip
    assert "Input shape: <b>(None, 4)" in text
    assert "Input shape: <b>[(None, 4), (None, 4)]" in text
    for part in ("Output dtype: <b>float32", "Activation: <b>relu", "Trainable", "<b>Dense</b>"):
        assert part in text


def test_text_is_written_without_graphviz(tmp_path):
    tf.keras.utils.plot_model(residual(), tmp_path / "model.dot", show_layer_names=True)
    assert "<b>inner</b> (Functional)" in (tmp_path / "model.dot").read_text()


def test_missing_pydot_is_asked_for_by_name(monkeypatch):
    monkeypatch.setitem(sys.modules, "pydot", None)
    with pytest.raises(ImportError, match=r"tapeflow\[plot\]"):
        tf.keras.utils.plot_model(residual())


def test_an_unbuilt_model_is_refused():
    with pytest.raises(ValueError, match="not yet been built"):
        tf.keras.utils.model_to_dot(tf.keras.Sequential([layers.Dense(1)]))
