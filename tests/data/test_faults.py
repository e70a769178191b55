"""Errors come where their element would have come; threads end with their iteration."""

import gc
import gzip
import threading
import time

import pytest

import tapeflow as tf
from tapeflow.ops.host.crc32c import crc32c
from tapeflow.ops.host.record_file import framed


def _breaks_at(number):
    def function(n):
        if int(n) == number:
            raise KeyError(number)
        return int(n)

    return function


def _taken(dataset):
    found = []
    iterator = iter(dataset)
    while True:
        try:
            found.append(int(next(iterator)))
        except StopIteration:
            return found
        except KeyError as error:
            found.append(error.args[0] * 100)


@pytest.mark.parametrize(
    "change",
    [
        lambda ds: ds,
        lambda ds: ds.prefetch(3),
        lambda ds: ds.prefetch(1).prefetch(2),
        lambda ds: ds.batch(1).unbatch(),
    ],
)
@pytest.mark.parametrize("threads", [None, 3])
def test_an_error_comes_at_its_element_and_the_rest_after_it(change, threads):
    dataset = tf.data.Dataset.range(8).map(_breaks_at(4), num_parallel_calls=threads)
    assert _taken(change(dataset)) == [0, 1, 2, 3, 400, 5, 6, 7]


def test_an_error_in_an_interleaved_data_set_comes_through_its_thread():
    def numbers(n):
        return tf.data.Dataset.range(3).map(_breaks_at(1 if int(n) == 1 else -1))

    dataset = tf.data.Dataset.range(2).interleave(numbers, 2, num_parallel_calls=2)
    assert _taken(dataset) == [0, 0, 1, 100, 2, 2]


def test_a_map_that_can_not_work_fails_at_its_line():
    with pytest.raises(IndexError):
        tf.data.Dataset.range(3).map(lambda n: [][1])


def _threads():
    gc.collect()
    return {t for t in threading.enumerate() if t.name.startswith("tf.data")}


def _until_no_thread_is_left(before):
    for _ in range(100):
        if not _threads() - before:
            return True
        time.sleep(0.02)
    return False


_ENDLESS = {
    "prefetch": lambda ds: ds.prefetch(2),
    "map": lambda ds: ds.map(lambda n: int(n), num_parallel_calls=2),
    "interleave": lambda ds: ds.interleave(
        lambda n: tf.data.Dataset.counter().map(lambda k: int(k)), 2, num_parallel_calls=2
    ),
    "all": lambda ds: (
        ds.map(lambda n: int(n), num_parallel_calls=2).prefetch(1).batch(2).prefetch(1)
    ),
}


@pytest.mark.parametrize("which", list(_ENDLESS))
def test_an_abandoned_iteration_leaves_no_thread(which):
    before = _threads()
    dataset = _ENDLESS[which](tf.data.Dataset.counter().map(lambda n: int(n)))
    iterator = iter(dataset)
    next(iterator), next(iterator)
    assert _threads() - before
    del iterator
    assert _until_no_thread_is_left(before)


def test_breaking_out_of_a_loop_leaves_no_thread_and_closes_the_generator():
    before, closed = _threads(), []

    def generate():
        try:
            number = 0
            while True:
                yield number
                number += 1
        finally:
            closed.append(True)

    dataset = tf.data.Dataset.from_generator(generate, output_signature=tf.TensorSpec([], tf.int32))
    for element in dataset.prefetch(2):
        if int(element) == 3:
            break
    assert _until_no_thread_is_left(before)
    assert closed == [True]


def test_two_iterations_at_a_time_do_not_disturb_each_other():
    dataset = tf.data.Dataset.range(5).map(lambda n: int(n)).prefetch(2)
    assert [(int(a), int(b)) for a, b in zip(dataset, dataset, strict=True)] == [
        (n, n) for n in range(5)
    ]


def test_records_are_checked(tmp_path):
    records = [b"", b"a" * 47, b"b" * 48, bytes(range(256)) * 5]
    data = b"".join(map(framed, records))
    path = tmp_path / "records"
    path.write_bytes(data)
    assert [r.numpy() for r in tf.data.TFRecordDataset(path)] == records
    (tmp_path / "zipped").write_bytes(gzip.compress(data))
    zipped = tf.data.TFRecordDataset(str(tmp_path / "zipped"), "GZIP")
    assert [r.numpy() for r in zipped] == records
    for damaged in (data[:-3], data[:20], data[:5] + b"x" + data[6:], data[:40] + b"x" + data[41:]):
        path.write_bytes(damaged)
        with pytest.raises(tf.errors.DataLossError):
            list(tf.data.TFRecordDataset(path))


def test_the_checksum_is_castagnoli_s():
    assert crc32c(b"123456789") == 0xE3069283  # RFC 3720
    assert crc32c(bytes(32)) == 0x8A9136AA
    assert crc32c(b"123456789" * 11) == _slow(b"123456789" * 11)


def _slow(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def test_a_false_cardinality_is_found_out():
    wrong = tf.data.Dataset.range(3).apply(tf.data.experimental.assert_cardinality(4))
    with pytest.raises(tf.errors.FailedPreconditionError, match="only 3"):
        list(wrong)


def test_csv_columns_have_the_types_of_their_texts(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text('a,b,c\n1,2.5,"x,y"\n3,,z\n')
    records = tf.data.experimental.CsvDataset(path, [tf.int32, 0.5, ""], header=True)
    assert [tuple(r) for r in records.as_numpy_iterator()] == [(1, 2.5, b"x,y"), (3, 0.5, b"z")]
    batches = tf.data.experimental.make_csv_dataset(
        str(path), 2, label_name="a", num_epochs=1, shuffle=False
    )
    ((features, label),) = list(batches)
    assert label.numpy().tolist() == [1, 3]
    assert features["b"].numpy().tolist() == [2.5, 0.0]
    assert features["c"].numpy().tolist() == [b"x,y", b"z"]
    with pytest.raises(tf.errors.InvalidArgumentError, match="required"):
        list(tf.data.experimental.CsvDataset(path, [tf.int32, tf.float32, ""], header=True))
