"""A pipeline done a batch at a time gives what it gives element by element."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tapeflow as tf
from tapeflow.data.plans.plan import Plan, RowReader
from tapeflow.data.plans.shuffle import Shuffle
from tapeflow.data.plans.sources import Listed

_STEPS = {
    "shuffle": lambda ds, n: ds.shuffle(n + 1),
    "fixed shuffle": lambda ds, n: ds.shuffle(n + 2, reshuffle_each_iteration=False),
    "repeat": lambda ds, n: ds.repeat(n % 3 + 1),
    "take": lambda ds, n: ds.take(n + 4),
    "skip": lambda ds, n: ds.skip(n),
    "shard": lambda ds, n: ds.shard(n % 3 + 1, 0),
    "map": lambda ds, n: ds.map(lambda x, y: (x * 2.0 + float(n), y)),
    "filter": lambda ds, n: ds.filter(lambda x, y: y % (n % 4 + 2) > 0),
    "cache": lambda ds, n: ds.cache(),
    "batch": lambda ds, n: ds.batch(n + 1),
    "batch and unbatch": lambda ds, n: ds.batch(n + 1).unbatch(),
    "prefetch": lambda ds, n: ds.prefetch(n),
}


class _ElementByElement(Plan):
    """The same elements, and no rows."""

    def reader(self):
        inner = self.inputs[0].reader()
        return Listed(iter(inner.element, None))

    def cardinality(self):
        return self.inputs[0].cardinality()


def _pipeline(steps, by_element):
    tf.random.set_seed(3)
    x = np.arange(26, dtype=np.float32).reshape(13, 2)
    dataset = tf.data.Dataset.from_tensor_slices((x, np.arange(13)))
    batched = False
    for name, number in steps:
        if batched and name in ("batch", "batch and unbatch", "filter"):
            continue
        # A repeated shuffle is one thing in TensorFlow, which uses up its seeds in another way.
        if by_element and not (name == "repeat" and isinstance(dataset._plan, Shuffle)):
            dataset = dataset._then(_ElementByElement(dataset._plan))
        dataset = _STEPS[name](dataset, number)
        batched = batched or name == "batch"
    return dataset if batched else dataset.batch(4)


def _same(one, other):
    assert len(one) == len(other)
    for a, b in zip(one, other, strict=True):
        for left, right in zip(a, b, strict=True):
            assert np.asarray(left).dtype == np.asarray(right).dtype
            np.testing.assert_array_equal(left, right)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(sorted(_STEPS)), st.integers(0, 6)), max_size=5))
def test_the_order_is_that_of_single_elements(steps):
    rows, elements = _pipeline(steps, False), _pipeline(steps, True)
    for _ in range(2):  # a second pass shuffles anew, and reads caches
        _same(list(rows.as_numpy_iterator()), list(elements.as_numpy_iterator()))


def test_the_common_pipeline_reads_rows():
    dataset = tf.data.Dataset.from_tensor_slices((np.ones([9, 2]), np.ones(9)))
    dataset = dataset.shuffle(5).repeat().map(lambda x, y: (x + 1.0, y)).take(20).prefetch(2)
    assert isinstance(dataset._plan.reader(), RowReader)


def test_an_array_changed_afterwards_is_not_seen():
    x = np.zeros(4, np.float32)
    dataset = tf.data.Dataset.from_tensor_slices(x)
    x[:] = 7.0
    assert [float(n) for n in dataset] == [0.0] * 4


def test_a_generator_may_reuse_its_array():
    def generate():
        array = np.zeros(2, np.float32)
        for number in range(3):
            array[:] = number
            yield array

    dataset = tf.data.Dataset.from_generator(generate, output_signature=tf.TensorSpec([2]))
    assert dataset.batch(3).get_single_element().numpy()[:, 0].tolist() == [0.0, 1.0, 2.0]


@pytest.mark.parametrize("batched", [False, True])
def test_random_functions_repeat_with_the_seed_and_differ_by_pass_and_element(batched):
    def numbers():
        tf.random.set_seed(5)
        dataset = tf.data.Dataset.range(6).map(lambda n: tf.random.uniform([]))
        dataset = dataset.batch(3).unbatch() if batched else dataset
        return [[float(n) for n in dataset] for _ in range(2)]

    first, again = numbers(), numbers()
    assert first == again
    assert len({*first[0], *first[1]}) == 12


def test_random_functions_do_not_depend_on_threads_or_batches():
    def numbers(change):
        tf.random.set_seed(5)
        dataset = tf.data.Dataset.range(6).map(lambda n: tf.random.normal([2], seed=3))
        return np.array([n.numpy() for n in change(dataset)]).ravel()

    plain = numbers(lambda ds: ds)
    np.testing.assert_array_equal(plain, numbers(lambda ds: ds.prefetch(2)))
    np.testing.assert_allclose(plain, numbers(lambda ds: ds.batch(4).unbatch()), rtol=1e-6)


def test_a_function_is_recorded_once_and_called_on_whole_batches():
    calls = []

    def function(n):
        calls.append(n)
        return n * 2

    dataset = tf.data.Dataset.range(1000).map(function).batch(100)
    assert sum(int(tf.reduce_sum(batch)) for batch in dataset) == 999000
    assert len(calls) <= 2


def test_a_function_that_reads_values_is_called_for_each_element():
    dataset = tf.data.Dataset.range(6).map(lambda n: np.float32(n.numpy() ** 2)).batch(4)
    assert [batch.numpy().tolist() for batch in dataset] == [[0, 1, 4, 9], [16, 25]]


def test_what_a_map_does_stays_off_the_tape_and_out_of_the_trace():
    v = tf.Variable(3.0)
    with tf.GradientTape() as tape:
        y = v * 2.0
        for x in tf.data.Dataset.from_tensor_slices([1.0, 2.0]).map(lambda x: x * x):
            y = y * x
    assert tape.gradient(y, v).numpy() == 8.0


def test_a_cache_is_filled_by_a_complete_pass_only():
    calls = []

    def number(n):
        calls.append(int(n))
        return int(n)

    dataset = tf.data.Dataset.range(4).map(number).cache()
    assert [int(n) for n in dataset.take(2)] == [0, 1]
    assert [int(n) for n in dataset] == [int(n) for n in dataset] == [0, 1, 2, 3]
    assert calls.count(3) == 1


def test_a_cache_file_serves_another_data_set(tmp_path):
    path = tmp_path / "cache"
    texts = tf.data.Dataset.from_tensor_slices((["a", "bcd"], np.ones([2, 3], np.float16)))
    first = list(texts.cache(str(path)).as_numpy_iterator())
    other = texts.map(lambda text, x: 1 / 0).cache(path)
    _same(first, list(other.as_numpy_iterator()))
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "cache.data-00000-of-00001",
        "cache.index",
    ]


def test_saved_elements_are_loaded_with_their_structure(tmp_path):
    dataset = tf.data.Dataset.from_tensor_slices(
        {"a": [1, 2], "b": (["x", "y"], [[True], [False]])}
    )
    dataset.save(tmp_path)
    loaded = tf.data.Dataset.load(tmp_path)
    assert loaded.element_spec == dataset.element_spec
    assert len(loaded) == 2
    assert str(list(loaded.as_numpy_iterator())) == str(list(dataset.as_numpy_iterator()))
    with pytest.raises(tf.errors.NotFoundError):
        tf.data.Dataset.load(tmp_path / "elsewhere")


def test_resampling_gives_the_classes_asked_for():
    dataset = tf.data.Dataset.range(4000).rejection_resample(
        lambda n: tf.cast(n % 10 == 0, tf.int32), [0.5, 0.5], seed=1
    )
    labels = [int(label) for label, _ in dataset]
    # Some 800 draws: the standard deviation of their mean is 0.018.
    assert abs(np.mean(labels) - 0.5) < 0.08
