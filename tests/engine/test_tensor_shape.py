"""Ranks and subtypes of shapes; compared with TensorFlow 2.21's."""

import pytest

import tapeflow as tf

Shape = tf.TensorShape


def test_bounds_on_the_rank():
    assert Shape([2, 3]).with_rank_at_least(2) == Shape([2, 3]).with_rank_at_most(2) == [2, 3]
    assert Shape(None).with_rank_at_most(1).rank is None
    with pytest.raises(ValueError, match="at least 3"):
        Shape([2, 3]).with_rank_at_least(3)
    with pytest.raises(ValueError, match="at most 1"):
        Shape([2, 3]).with_rank_at_most(1)
    Shape([2, 3]).assert_same_rank([1, None])
    with pytest.raises(ValueError, match="must have the same rank"):
        Shape([2, 3]).assert_same_rank([1])


@pytest.mark.parametrize(
    ("one", "other", "is_subtype", "supertype"),
    [
        ([2, 3], [2, None], True, [2, None]),
        ([2, None], [2, 3], False, [2, None]),
        ([2, 3], [2, 4], False, [2, None]),
        ([2], [None, None], False, None),
        (None, [2], False, None),
        ([2], None, True, None),
        (None, None, True, None),
    ],
)
def test_subtypes(one, other, is_subtype, supertype):
    assert Shape(one).is_subtype_of(Shape(other)) is is_subtype
    found = Shape(one).most_specific_common_supertype([Shape(other)])
    assert (found.dims, Shape(one).most_specific_common_supertype([3])) == (supertype, None)
