"""The logarithm and the sine under the normal numbers, against the C library and float64."""

import ctypes
import ctypes.util
import platform
import sys

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from tapeflow.ops.random import box_muller

WORDS = 1 << 23  # as many fractions as a float32 in [1, 2) has


def _float32(function, *arrays):
    with jax.enable_x64(True):
        return np.asarray(jax.jit(function)(*arrays))


def _arguments():
    words = np.arange(WORDS, dtype=np.uint32)
    unit = _float32(box_muller.unit_float, words)
    return np.maximum(unit, np.float32(1e-7)), (unit.astype(np.float64) * (2 * np.pi)).astype(
        np.float32
    )


@pytest.mark.slow
def test_every_result_is_within_a_unit_in_the_last_place():
    positive, angle = _arguments()
    no, yes = np.zeros(WORDS, bool), np.ones(WORDS, bool)
    for found, exact in [
        (_float32(box_muller.log, positive), np.log(positive.astype(np.float64))),
        (_float32(box_muller.sine, angle, no), np.sin(angle.astype(np.float64))),
        (_float32(box_muller.sine, angle, yes), np.cos(angle.astype(np.float64))),
    ]:
        units = np.abs(found.astype(np.float64) - exact) / np.spacing(
            np.abs(exact).astype(np.float32)
        )
        assert units.max() < 0.85  # the routines promise 0.82


@pytest.mark.skipif(sys.platform != "linux", reason="other C libraries round otherwise")
def test_equals_the_c_library_to_the_last_bit():
    libc = platform.libc_ver()
    if libc[0] != "glibc" or not (2, 28) <= tuple(map(int, libc[1].split("."))) <= (2, 40):
        pytest.skip(f"written after glibc 2.28 to 2.40, not {libc}")
    library = ctypes.CDLL(ctypes.util.find_library("m"))
    positive, angle = _arguments()
    some = np.random.default_rng(0).choice(WORDS, 20_000, replace=False)
    for name, found in [
        ("logf", (positive, _float32(box_muller.log, positive[some]))),
        ("sinf", (angle, _float32(box_muller.sine, angle[some], np.zeros(len(some), bool)))),
        ("cosf", (angle, _float32(box_muller.sine, angle[some], np.ones(len(some), bool)))),
    ]:
        function = getattr(library, name)
        function.restype, function.argtypes = ctypes.c_float, [ctypes.c_float]
        expected = np.array([function(float(x)) for x in found[0][some]], np.float32)
        np.testing.assert_array_equal(found[1], expected, err_msg=name)


def test_tiny_angles_are_their_own_sine():
    angles = np.array([0.0, 1e-30, 1e-4], np.float32)
    np.testing.assert_array_equal(_float32(box_muller.sine, angles, np.zeros(3, bool)), angles)
    np.testing.assert_array_equal(_float32(box_muller.sine, angles, np.ones(3, bool)), [1, 1, 1])


def test_words_become_fractions():
    words = np.array([0, 1, 0x7FFFFF, 0xFF800000], np.uint32)
    expected = np.array([0, 2.0**-23, 1 - 2.0**-23, 0], np.float32)
    np.testing.assert_array_equal(
        _float32(lambda w: box_muller.unit_float(jnp.asarray(w)), words), expected
    )
