"""What `tf.test.TestCase` has from TensorFlow 1; compared with TensorFlow 2.21's."""

import os

import pytest

import tapeflow as tf


@pytest.fixture
def case():
    made = tf.test.TestCase()
    yield made
    made.doCleanups()


def test_sessions_give_values_and_feed_nothing(case):
    with case.session(), case.test_session(), case.cached_session() as session:
        assert session.run([tf.constant(1) + 1, tf.Variable(3)]) == [2, 3]
        with pytest.raises(RuntimeError, match="feed_dict is not supported"):
            session.run(tf.constant(1), feed_dict={"x": 1})


def test_errors_are_told_by_type_and_words(case):
    with case.assertRaisesIncompatibleShapesError():
        tf.constant([1.0, 2.0]) + tf.constant([1.0, 2.0, 3.0])
    with case.assertRaisesOpError("(?i)reshape"):
        tf.reshape(tf.constant([1.0, 2.0]), [3])
    with case.assertRaisesWithPredicateMatch(ValueError, lambda error: error.args == (1,)):
        raise ValueError(1)


@pytest.mark.parametrize("error", [KeyError("x"), ValueError("y"), None])
def test_other_errors_and_none_fail(case, error):
    failing = pytest.raises(AssertionError, match=r"Exception of type|ValueError not raised")
    with failing, case.assertRaisesWithPredicateMatch(ValueError, "x"):
        if error is not None:
            raise error


def test_devices_are_compared_by_meaning(case):
    case.assertDeviceEqual("/cpu:0", tf.DeviceSpec(device_type="CPU", device_index=0))
    with pytest.raises(AssertionError, match="are not equal"):
        case.assertDeviceEqual("/cpu:0", "/gpu:0")


def test_a_thread_s_error_fails_the_test(case):
    seen = []
    fine, broken = case.checkedThread(seen.append, (1,)), case.checkedThread(lambda: 1 / 0)
    for thread in (fine, broken):
        thread.start()
    fine.join()
    assert seen == [1]
    with pytest.raises(AssertionError, match="ZeroDivisionError"):
        broken.join()


def test_writes_to_a_stream_are_kept(case, tmp_path):
    with open(tmp_path / "stream", "w") as stream:
        with case.captureWritesToStream(stream) as captured:
            stream.write("by Python\n")
            os.write(stream.fileno(), b"by C\n")
            assert captured.contents() == "by C\n"  # Python's are in its buffer
        assert captured.contents() == "by C\nby Python\n"
        stream.write("after\n")
    assert (tmp_path / "stream").read_text() == "after\n"
