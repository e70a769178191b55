"""TFRecord files that are damaged, and checksums of long records."""

import pytest

import tapeflow as tf
from tapeflow.ops.host.crc32c import crc32c
from tapeflow.ops.io.tf_record import tf_record_iterator


def test_checksums_known_from_rfc_3720():
    assert crc32c(bytes(32)) == 0x8A9136AA
    assert crc32c(b"\xff" * 32) == 0x62A8AB43
    assert crc32c(bytes(range(32))) == 0x46DD794E


@pytest.fixture
def path(tmp_path):
    with tf.io.TFRecordWriter(tmp_path / "a") as writer:
        writer.write(b"one")
        writer.write(b"two")
    return tmp_path / "a"


def test_a_changed_byte_is_noticed(path):
    data = bytearray(path.read_bytes())
    data[-5] ^= 1
    path.write_bytes(data)
    records = tf_record_iterator(path)
    assert next(records) == b"one"
    with pytest.raises(tf.errors.DataLossError, match="corrupted record at 19"):
        next(records)


def test_a_file_cut_off_is_noticed(path):
    path.write_bytes(path.read_bytes()[:-2])
    with pytest.raises(tf.errors.DataLossError, match="record at 19"):
        list(tf_record_iterator(path))


def test_a_missing_file():
    with pytest.raises(tf.errors.NotFoundError):
        list(tf_record_iterator("/no/such/file"))


def test_a_record_must_be_bytes(path):
    with tf.io.TFRecordWriter(path) as writer, pytest.raises(TypeError, match="must be bytes"):
        writer.write("text")


def test_what_is_no_example():
    with pytest.raises(tf.errors.InvalidArgumentError, match="Could not parse example"):
        tf.io.parse_single_example(b"\xff\xff", {"a": tf.io.FixedLenFeature([], tf.int64)})
