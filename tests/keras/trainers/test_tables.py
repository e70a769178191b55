"""Tables of pandas, what is sparse, and data loaders: trained on like the arrays in them."""

import numpy as np
import pytest

import tapeflow as tf

keras, layers = tf.keras, tf.keras.layers


def inputs():
    x = np.random.default_rng(0).normal(size=(12, 3)).astype("float32")
    x[:, 0] = np.arange(12) % 2
    return x, x.sum(1)


def results(x, y=None, **options):
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.Input((3,)), layers.Dense(1)])
    model.compile("sgd", "mse", metrics=["mae"])
    history = model.fit(x, y, shuffle=False, epochs=2, verbose=0, **options)
    predicted = model.predict(x, verbose=0)
    return [
        history.history["loss"],
        model.evaluate(x, y, verbose=0),
        predicted.shape,
        predicted.sum(),
    ]


def assert_alike(found, expected):
    assert found[0] == pytest.approx(expected[0])
    assert found[1] == pytest.approx(expected[1])
    assert found[2] == expected[2]
    assert found[3] == pytest.approx(expected[3], rel=1e-5)


def test_tables_are_trained_on_like_arrays():
    pandas = pytest.importorskip("pandas")
    x, y = inputs()
    table, column = pandas.DataFrame(x, columns=list("abc")), pandas.Series(y)
    expected = results(x, y)
    for other in (
        table,
        table.astype("float64").iloc[:, :],
        table.assign(a=table.a > 0),
        table.assign(a=pandas.array(x[:, 0].astype(int), dtype="Int64")),
    ):
        assert_alike(results(other, column), expected)
    assert_alike(
        results(table, column, sample_weight=pandas.Series(y)), results(x, y, sample_weight=y)
    )


def test_columns_that_are_no_numbers_are_named():
    pandas = pytest.importorskip("pandas")
    x, y = inputs()
    table = pandas.DataFrame(x, columns=list("abc"))
    table = table.assign(b="text", c=pandas.date_range("2020", periods=12))
    with pytest.raises(ValueError, match=r"given: +'b' \(.*\), 'c' \(datetime64"):
        results(table, y)
    with pytest.raises(ValueError, match="labels are text"):
        results(x, pandas.Series(["yes", "no"] * 6))


def test_missing_numbers_are_nan():
    pandas = pytest.importorskip("pandas")
    x, y = inputs()
    table = pandas.DataFrame(x, columns=list("abc"))
    table = table.assign(a=pandas.array([None, *range(11)], dtype="Int64"))
    assert np.isnan(results(table, y)[0][0])


def test_a_table_of_text_is_text():
    pandas = pytest.importorskip("pandas")
    model = keras.Sequential(
        [
            keras.Input((1,), dtype="string"),
            layers.StringLookup(vocabulary=["u", "v"]),
            layers.Embedding(4, 1),
        ]
    )
    predicted = model.predict(pandas.DataFrame({"t": ["u", "v", "u"]}), verbose=0)
    assert predicted[0] == predicted[2] != predicted[1]


def test_what_is_sparse_is_filled_up_with_zeros():
    x, y = inputs()
    expected = results(x, y)
    assert_alike(results(tf.sparse.from_dense(x), tf.constant(y)), expected)
    scipy = pytest.importorskip("scipy.sparse")
    assert_alike(results(scipy.csr_matrix(x), y), expected)


def test_ragged_rows_say_how_to_pad():
    model = keras.Sequential([layers.Embedding(9, 2)])
    model.compile("sgd", "mse")
    with pytest.raises(NotImplementedError, match=r"x\.to_tensor\(\)"):
        model.fit(tf.ragged.constant([[1, 2], [3]]), np.ones(2), verbose=0)


class Loader:
    """Gives lists, as PyTorch's does."""

    def __init__(self, x, y):
        self.x, self.y = x, y

    def __len__(self):
        return 3

    def __iter__(self):
        for i in range(0, 12, 4):
            yield [self.x[i : i + 4], self.y[i : i + 4]]


def test_a_loader_is_trained_on_like_arrays():
    x, y = inputs()
    expected = results(x, y, batch_size=4)
    assert_alike(results(Loader(x, y)), expected)
    torch = pytest.importorskip("torch")
    data = torch.utils.data.TensorDataset(torch.tensor(x), torch.tensor(y))
    assert_alike(results(torch.utils.data.DataLoader(data, batch_size=4)), expected)
    assert_alike(results(torch.tensor(x), torch.tensor(y), batch_size=4), expected)
