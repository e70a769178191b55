"""`SessionCase`: what `tf.test.TestCase` has from TensorFlow 1, as it works without graphs."""

from __future__ import annotations

import os
import re
import sys
import threading
import unittest
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tapeflow.engine.errors import InvalidArgumentError, OpError
from tapeflow.ops.config.device_spec import DeviceSpec


class SessionCase(unittest.TestCase):
    """Sessions that compute nothing, errors by their words, threads whose errors are seen."""

    __test__ = False
    evaluate: Callable[[Any], Any]
    get_temp_dir: Callable[[], str]

    @contextmanager
    def session(
        self, graph: Any = None, config: Any = None, use_gpu: bool = True, force_gpu: bool = False
    ) -> Iterator[EagerSession]:
        """A `with` block as in TensorFlow 1: ops are computed as they are called.

        Args:
          graph, config, use_gpu, force_gpu: accepted for compatibility, not used.
        """
        yield EagerSession(self)

    cached_session = session

    def __getattr__(self, name: str) -> Any:
        if name == "test_session":  # a method of that name would be taken for a test
            return self.session
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    def evaluate_if_both_tensors(self, a: Any, b: Any) -> tuple:
        """Both as they are: eager tensors have values."""
        return a, b

    @contextmanager
    def assertRaisesWithPredicateMatch(
        self, exception_type: type[Exception], expected_err_re_or_predicate: Any
    ) -> Iterator[None]:
        """A `with` block that must raise an exception.

        Args:
          exception_type: of the exception.
          expected_err_re_or_predicate: a regular expression found in its message, or a function
            that is true of it.
        """
        wanted = expected_err_re_or_predicate
        fits = wanted if callable(wanted) else lambda error: re.search(wanted, str(error))
        try:
            yield
        except Exception as error:
            if not isinstance(error, exception_type) or not fits(error):
                raise AssertionError(f"Exception of type {type(error)}: {error}") from error
            return
        self.fail(f"{exception_type.__name__} not raised")

    def assertRaisesOpError(self, expected_err_re_or_predicate: Any) -> Any:
        """`assertRaisesWithPredicateMatch` of a `tf.errors.OpError`."""
        return self.assertRaisesWithPredicateMatch(OpError, expected_err_re_or_predicate)

    def assertRaisesIncompatibleShapesError(
        self, exception_type: type[Exception] = InvalidArgumentError
    ) -> Any:
        """`assertRaisesWithPredicateMatch` of operands that do not fit."""
        return self.assertRaisesWithPredicateMatch(
            exception_type,
            "(?i)incompatible shapes|Dimensions must be equal|required broadcastable shapes"
            "|do not broadcast|cannot compute",
        )

    def assertDeviceEqual(self, device1: Any, device2: Any, msg: str | None = None) -> None:
        """Tests that two names or `tf.DeviceSpec`s mean one device."""
        first, second = _canonical(device1), _canonical(device2)
        if first != second:
            self.fail(f"Devices {first} and {second} are not equal. {msg or ''}")

    @contextmanager
    def captureWritesToStream(self, stream: Any) -> Iterator[CapturedWrites]:
        """A `with` block that keeps what is written to a stream, also by C code.

        Args:
          stream: one with a file descriptor, such as `sys.stderr`.

        Yields:
          An object whose `contents()` is the text so far.
        """
        stream.flush()
        path = os.path.join(self.get_temp_dir(), f"captured-{id(stream)}")
        number, kept = stream.fileno(), os.dup(stream.fileno())
        with open(path, "wb", buffering=0) as file:
            os.dup2(file.fileno(), number)
            try:
                yield CapturedWrites(path)
            finally:
                stream.flush()
                os.dup2(kept, number)
                os.close(kept)

    def checkedThread(
        self, target: Callable, args: tuple | None = None, kwargs: dict | None = None
    ) -> CheckedThread:
        """A thread that a test starts and joins; an error in it fails the test at `join`."""
        return CheckedThread(self, target, args or (), kwargs or {})

    def assertProtoEquals(
        self,
        expected_message_maybe_ascii: Any,
        validate_message: Any,
        msg: str | None = None,
        relative_tolerance: float | None = None,
    ) -> None:
        """Tests that two messages are equal.

        Raises:
          NotImplementedError: the expected one is text, or there is a tolerance.
        """
        expected = expected_message_maybe_ascii
        if isinstance(expected, (str, bytes)) or relative_tolerance is not None:
            raise NotImplementedError(
                "assertProtoEquals: messages are compared as they are; use a message rather than "
                "its text, and assertAllClose for numbers"
            )
        if expected != validate_message:
            self.fail(msg or f"{expected!r} and {validate_message!r}")


class EagerSession:
    """Stands for a session where there is none: `run` gives the values of tensors."""

    def __init__(self, case: SessionCase):
        self._case = case

    def run(self, fetches: Any, feed_dict: Any = None, **kwargs: Any) -> Any:
        """The values of tensors.

        Raises:
          RuntimeError: there is something to feed.
        """
        if feed_dict:
            raise RuntimeError(
                "feed_dict is not supported when eager execution is enabled (in this case, "
                "sess.run(t) is shorthand for t.numpy()"
            )
        return self._case.evaluate(fetches)


class CapturedWrites:
    """What was written to a stream: `contents()`."""

    def __init__(self, path: str):
        self._path = path

    def contents(self) -> str:
        sys.stdout.flush()
        sys.stderr.flush()
        with open(self._path, errors="replace") as file:
            return file.read()


class CheckedThread:
    """A thread whose error fails the test."""

    def __init__(self, case: SessionCase, target: Callable, args: tuple, kwargs: dict):
        self._case, self._error = case, None
        self._call = target, args, kwargs
        self._thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        target, args, kwargs = self._call
        try:
            target(*args, **kwargs)
        except Exception as error:
            self._error = error

    def start(self) -> None:
        self._thread.start()

    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def join(self) -> None:
        """Waits for the end; fails the test if there was an error."""
        self._thread.join()
        if self._error is not None:
            self._case.fail(f"Error in checkedThread: {self._error!r}")


def _canonical(device: Any) -> str:
    spec = device if isinstance(device, DeviceSpec) else DeviceSpec.from_string(device)
    return spec.to_string()


def main(argv: list[str] | None = None) -> None:
    """Runs the tests of the script, as `unittest.main` does.

    Args:
      argv: the command line; by default the script's own.
    """
    unittest.main(argv=argv)
