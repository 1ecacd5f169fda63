import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from stance import InputError
from stance.quantification import (
    adjusted_count,
    classify_and_count,
    confusion_rates,
    maximum_likelihood,
    one_hot,
    probabilistic_count,
    project,
)
from stance.recalibration import RIDGES, calibrated, firmness, fit_calibration


@st.composite
def samples(draw, least=1):
    """Draw what a classifier may say of quotes, with the right classes, each at least once."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    size = draw(st.integers(2, 4))
    gold = np.concatenate([np.arange(size), rng.integers(size, size=draw(st.integers(least, 60)))])
    skill = draw(st.sampled_from([0.0, 1.0, 3.0]))
    scores = rng.normal(size=(len(gold), size)) + skill * one_hot(gold, size)
    return np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True), gold


def estimates(probabilities, gold):
    """Return the shares that each method gives a corpus, with itself as the coded rows."""
    size = probabilities.shape[1]
    said = one_hot(probabilities.argmax(axis=1), size)
    mapped = fit_calibration(probabilities, gold)
    right = calibrated(probabilities, mapped)
    return [
        classify_and_count(probabilities.argmax(axis=1), size),
        probabilistic_count(probabilities),
        adjusted_count(said.mean(axis=0), confusion_rates(said, gold)),
        adjusted_count(probabilities.mean(axis=0), confusion_rates(probabilities, gold)),
        maximum_likelihood(right, right.mean(axis=0)),
    ]


@given(samples())
def test_shares_are_shares(sample):
    for shares in estimates(*sample):
        assert (shares >= 0).all()
        assert shares.sum() == pytest.approx(1)


@given(samples(), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_classes_does_not_matter(sample, random):
    probabilities, gold = sample
    said = one_hot(probabilities.argmax(axis=1), probabilities.shape[1])
    # Where two classes are answered alike, many shares explain a count equally well.
    assume(all(np.linalg.cond(confusion_rates(a, gold)) < 1e4 for a in (said, probabilities)))
    rows, classes = list(range(len(gold))), list(range(probabilities.shape[1]))
    random.shuffle(rows)
    random.shuffle(classes)
    moved = estimates(probabilities[rows][:, classes], np.argsort(classes)[gold[rows]])
    for before, after in zip(estimates(probabilities, gold), moved, strict=True):
        assert np.allclose(before[classes], after, atol=1e-5)


@given(samples(), samples())
def test_a_perfect_classifier_returns_the_truth(coded, corpus):
    size = min(coded[0].shape[1], corpus[0].shape[1])
    seen, truth = (one_hot(gold[gold < size], size) for _, gold in (coded, corpus))
    shares, prior = truth.mean(axis=0), seen.mean(axis=0)
    assert np.allclose(classify_and_count(truth.argmax(axis=1), size), shares)
    assert np.allclose(probabilistic_count(truth), shares)
    rates = confusion_rates(seen, seen.argmax(axis=1))
    assert np.allclose(adjusted_count(shares, rates), shares, atol=1e-9)
    assert np.allclose(maximum_likelihood(truth, prior), shares, atol=1e-6)
    mapped = fit_calibration(seen, seen.argmax(axis=1))
    sure = calibrated(truth, mapped)
    assert np.allclose(maximum_likelihood(sure, prior), shares, atol=1e-3)


@given(samples(least=20))
def test_the_likelihood_is_highest_there(sample):
    probabilities, gold = sample
    prior = one_hot(gold, probabilities.shape[1]).mean(axis=0)
    found = maximum_likelihood(probabilities, prior)
    slope = (probabilities / prior / (probabilities @ (found / prior))[:, None]).mean(axis=0)
    # Karush, Kuhn and Tucker: no class would gain, and those with a share lose nothing.
    assert (slope <= 1 + 1e-6).all()
    assert np.allclose(slope[found > 1e-4], 1, atol=1e-4)


@given(samples(least=20), st.integers(0, 2**32 - 1))
def test_weights_stand_for_repeated_rows(sample, seed):
    probabilities, gold = sample
    weights = np.random.default_rng(seed).integers(0, 4, size=(3, len(gold))).astype(float)
    weights[:, : probabilities.shape[1]] = 1
    size = probabilities.shape[1]
    maps = fit_calibration(probabilities, gold, weights=weights)
    prior = np.full(size, 1 / size)
    shares = maximum_likelihood(np.stack([probabilities] * 3), prior, weights=weights)
    for many, mapped, share in zip(weights.astype(int), maps, shares, strict=True):
        rows = np.repeat(np.arange(len(gold)), many)
        alone = fit_calibration(probabilities[rows], gold[rows])
        assert np.allclose(alone, mapped, atol=1e-4)
        assert np.allclose(maximum_likelihood(probabilities[rows], prior), share, atol=1e-6)


def test_a_calibration_repairs_a_twisted_scale():
    rng = np.random.default_rng(3)
    truth = rng.dirichlet([2, 2, 2], size=20_000)
    gold = (truth.cumsum(axis=1) < rng.random((20_000, 1))).sum(axis=1)
    twisted = truth**2.5 * [3, 1, 0.5]
    twisted = twisted / twisted.sum(axis=1, keepdims=True)
    mended = calibrated(twisted, fit_calibration(twisted, gold))
    assert abs(mended - truth).mean() < 0.01 < abs(twisted - truth).mean() / 5


def test_projecting_is_the_nearest_point():
    assert project([0.2, 0.8]).tolist() == pytest.approx([0.2, 0.8])
    assert project([1.2, 0.1, -0.1]).tolist() == pytest.approx([1, 0, 0], abs=1e-9)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: classify_and_count([], 2), "at least one"),
        (lambda: classify_and_count([0, 2], 2), "0 to 1"),
        (lambda: classify_and_count([0.5], 2), "whole numbers"),
        (lambda: probabilistic_count([0.5, 0.5]), "n_classes"),
        (lambda: probabilistic_count([[0.5, 0.6]]), "sum to 1"),
        (lambda: probabilistic_count([[1.5, -0.5]]), "sum to 1"),
        (lambda: confusion_rates([[1, 0]], [0]), "class \\[1\\]"),
        (lambda: confusion_rates([[1, 0]], [0, 1]), "as many"),
        (lambda: adjusted_count([0.5, 0.5], np.eye(3)), "shape"),
        (lambda: maximum_likelihood([[0.5, 0.5]], [1, 0]), "above 0"),
    ],
)
def test_input_that_cannot_be_used(call, message):
    with pytest.raises(InputError, match=message):
        call()


@given(samples(least=20))
def test_how_firmly_a_calibration_is_held_does_not_hang_on_the_order_of_rows(sample):
    probabilities, gold = sample
    assert firmness(probabilities, gold) in RIDGES
    assert firmness(probabilities[::-1], gold[::-1]) == firmness(probabilities, gold)


def test_right_probabilities_are_left_and_wrong_ones_are_mended():
    rng = np.random.default_rng(3)
    chance = rng.dirichlet([1, 1, 2], size=600)
    gold = (rng.random(600)[:, None] > chance.cumsum(axis=1)).sum(axis=1)
    flat = chance**0.3 / (chance**0.3).sum(axis=1, keepdims=True)
    assert firmness(chance, gold) == RIDGES[-1]
    assert firmness(flat, gold) <= 10
    mended = calibrated(flat, fit_calibration(flat, gold, ridge=firmness(flat, gold)))
    assert abs(mended - chance).mean() < 0.03 < abs(flat - chance).mean()


def test_a_firmer_calibration_moves_less():
    rng = np.random.default_rng(4)
    chance = rng.dirichlet([1, 2], size=100)
    gold = rng.integers(2, size=100)
    moved = [abs(fit_calibration(chance, gold, ridge=r) - np.eye(3, 2)).max() for r in RIDGES]
    assert moved == sorted(moved, reverse=True)
