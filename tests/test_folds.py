import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn.model_selection import StratifiedGroupKFold

from stance.folds import deal

rows = st.lists(st.tuples(st.integers(1, 3), st.integers(0, 40)), min_size=15, max_size=120)


@given(rows)
def test_a_group_is_never_divided_and_every_fold_has_rows(pairs):
    labels, groups = (np.array(column) for column in zip(*pairs, strict=True))
    assume(len(set(groups)) >= 5)
    fold = deal(labels, groups.astype(str), 5, seed=7)
    assert set(fold) == set(range(5))
    for group in set(groups):
        assert len(set(fold[groups == group])) == 1


@pytest.mark.filterwarnings("ignore:The least populated class")
@given(rows)
def test_the_folds_are_those_that_the_shipped_model_was_made_with(pairs):
    """The same as scikit-learn's at the version pinned for training."""
    labels, groups = (np.array(column) for column in zip(*pairs, strict=True))
    assume(len(set(groups)) >= 5 and np.bincount(labels).max() >= 5)
    expected = np.zeros(len(labels), dtype=int)
    folds = StratifiedGroupKFold(5, shuffle=True, random_state=7)
    for number, (_, test) in enumerate(folds.split(labels, labels, groups.astype(str))):
        expected[test] = number
    assert deal(labels, groups.astype(str), 5, seed=7).tolist() == expected.tolist()
