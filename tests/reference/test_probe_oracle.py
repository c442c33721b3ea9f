"""The probe against L-BFGS and scikit-learn; the digits; and the codes that beat PCA's."""

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from reference import digits, nonlinear_autoencoder, probe

Array = np.ndarray[Any, Any]


def blobs(seed: int, n: int = 200, k: int = 4, classes: int = 3) -> tuple[Array, Array]:
    rng = np.random.default_rng(seed)
    labels = np.arange(n) % classes
    return rng.standard_normal((classes, k))[labels] + rng.standard_normal((n, k)), labels


# The data


@pytest.mark.parametrize("seed", range(3))
def test_the_split_is_of_all_the_digits_and_none_is_in_both(seed: int) -> None:
    split = digits.split(seed)
    assert {name: array.shape for name, array in split.items()} == {
        "X_train": (1000, 64),
        "labels_train": (1000,),
        "X_test": (797, 64),
        "labels_test": (797,),
    }
    rows = [tuple(row) for row in np.concatenate([split["X_train"], split["X_test"]])]
    assert sorted(rows) == sorted(tuple(row) for row in digits.load()[0])
    assert split["X_train"].dtype == np.float32 and split["X_train"].min() == 0 and split["X_train"].max() == 1
    for labels in (split["labels_train"], split["labels_test"]):
        assert np.all(np.bincount(labels) >= 50) and set(labels) == set(range(10))


def test_each_label_stays_with_its_image() -> None:
    images, labels = digits.load()
    label = {image.tobytes(): int(name) for image, name in zip(images, labels, strict=True)}
    split = digits.split(4)
    assert [label[image.tobytes()] for image in split["X_test"]] == split["labels_test"].tolist()


def test_a_split_depends_on_the_seed_alone() -> None:
    one, again, other = (digits.split(seed)["X_test"] for seed in (1, 1, 2))
    assert np.array_equal(one, again) and not np.array_equal(one, other)


def test_the_digits_are_those_of_scikit_learn() -> None:
    datasets = pytest.importorskip("sklearn.datasets")
    theirs = datasets.load_digits()
    images, labels = digits.load()
    np.testing.assert_array_equal(images, (theirs.data / 16).astype(np.float32))
    np.testing.assert_array_equal(labels, theirs.target)


# The classifier


@pytest.mark.parametrize(("seed", "classes"), [(0, 2), (1, 3), (2, 7)])
def test_the_fit_is_the_minimum_that_l_bfgs_finds(seed: int, classes: int) -> None:
    codes, labels = blobs(seed, classes=classes)
    A, y = torch.tensor(np.hstack([codes, np.ones((len(codes), 1))])), torch.tensor(labels)
    V = torch.zeros((A.shape[1], classes), dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([V], max_iter=500, tolerance_grad=1e-10, line_search_fn="strong_wolfe")

    def objective() -> float:
        optimizer.zero_grad()
        value = torch.nn.functional.cross_entropy(A @ V, y, reduction="sum") + V.square().sum() / 2
        torch.autograd.backward(value)
        return value.item()

    optimizer.step(objective)  # type: ignore[no-untyped-call]
    np.testing.assert_allclose(probe.fit(codes, labels), V.detach().numpy(), atol=1e-5)


def test_the_fit_is_that_of_scikit_learn_too() -> None:
    linear_model = pytest.importorskip("sklearn.linear_model")
    split = digits.split(0)
    codes, _ = probe.whiten(*(probe.pca_codes(split["X_train"], 16, split[name]) for name in ("X_train", "X_test")))
    model = linear_model.LogisticRegression(C=1.0, fit_intercept=False, tol=1e-8, max_iter=10_000)
    model.fit(np.hstack([codes, np.ones((1000, 1))]), split["labels_train"])
    np.testing.assert_allclose(probe.fit(codes, split["labels_train"]), model.coef_.T, atol=1e-4)


@pytest.mark.parametrize("spread", [1.0, 30.0, 1e4], ids=["mixed", "separable", "far apart"])
def test_the_gradient_vanishes_at_the_fit_even_where_the_classes_are_far_apart(spread: float) -> None:
    codes, labels = blobs(5)
    codes = codes + spread * np.eye(3, 4)[labels]
    V = probe.fit(codes, labels)
    A = torch.tensor(np.hstack([codes, np.ones((len(codes), 1))]))
    W = torch.tensor(V, requires_grad=True)
    loss = torch.nn.functional.cross_entropy(A @ W, torch.tensor(labels), reduction="sum") + W.square().sum() / 2
    torch.autograd.backward(loss)
    assert W.grad is not None and W.grad.abs().max() <= 1e-4 * max(1.0, spread)


@given(seed=st.integers(0, 1000), scale=st.floats(-8, 8))
@settings(max_examples=40, deadline=None)
def test_no_affine_map_of_the_codes_changes_the_accuracy(seed: int, scale: float) -> None:
    codes, labels = blobs(seed)
    rng = np.random.default_rng(seed)
    turn = np.linalg.qr(rng.standard_normal((4, 4)))[0] @ np.diag([1.0, 10.0, 0.1, 3.0]) * 10**scale
    moved = codes @ turn + 10**scale * rng.standard_normal(4)
    half = len(codes) // 2
    before, after = (probe.accuracy(c[:half], labels[:half], c[half:], labels[half:]) for c in (codes, moved))
    assert abs(before - after) <= 1 / half, "one point on the very border may fall to either side"


@pytest.mark.parametrize(
    "extra",
    [
        lambda codes: codes[:, :1],
        lambda codes: np.full((len(codes), 1), 0.1),
        lambda codes: (codes[:, :1] + codes[:, 1:2]).astype(np.float32).astype(np.float64),
        lambda codes: 1e9 * codes[:, :1],
    ],
    ids=["a copy", "a constant", "a sum in float32", "a copy in another unit"],
)
def test_a_code_that_says_nothing_new_changes_nothing(extra: Any) -> None:
    codes, labels = blobs(7)
    more = np.hstack([codes, extra(codes)])
    assert probe.accuracy(codes[:100], labels[:100], codes[100:], labels[100:]) == pytest.approx(
        probe.accuracy(more[:100], labels[:100], more[100:], labels[100:]), abs=0.011
    )


@pytest.mark.parametrize("value", [0.0, 0.1, 1e20])
def test_constant_codes_get_the_share_of_the_most_frequent_class(value: float) -> None:
    train, test = np.array([0, 1, 1, 2]), np.array([1, 0, 1, 2, 1])
    assert probe.accuracy(np.full((4, 3), value), train, np.full((5, 3), value), test) == 0.6


def test_codes_far_out_in_the_test_are_only_wrong() -> None:
    train, labels = np.array([[1e-310], [0.0], [1e-310], [0.0]]), np.array([1, 0, 1, 0])
    assert probe.accuracy(train, labels, np.array([[1e30], [-1e30]]), np.array([1, 1])) in (0.0, 0.5, 1.0)
    assert probe.accuracy(1e-20 * np.sign(train), labels, np.array([[1e30], [-1e30]]), np.array([1, 1])) == 0.5


def test_codes_that_are_the_classes_are_perfect() -> None:
    _, labels = blobs(0)
    assert probe.accuracy(np.eye(3)[labels], labels, np.eye(3)[labels], labels) == 1


@pytest.mark.parametrize(
    ("train", "test", "what"),
    [
        (np.full((4, 2), np.nan), np.zeros((4, 2)), "train codes must be finite"),
        (np.zeros((4, 2)), np.full((4, 2), np.inf), "test codes must be finite"),
        (np.full((4, 2), 1e300), np.zeros((4, 2)), "finite"),
        (np.zeros((4, 2)), np.zeros((4, 3)), "do not fit"),
        (np.zeros((5, 2)), np.zeros((4, 2)), "do not fit"),
        (np.zeros(4), np.zeros((4, 1)), "must be a matrix"),
        (np.zeros((0, 2)), np.zeros((4, 2)), "must be a matrix"),
    ],
    ids=["nan", "infinite", "too large", "other width", "other count", "a vector", "none"],
)
def test_codes_that_cannot_be_read_are_refused(train: Array, test: Array, what: str) -> None:
    labels = np.array([0, 1, 0, 1])
    with pytest.raises(ValueError, match=what):
        probe.accuracy(train, labels, test, labels)


def test_pcas_codes_are_those_of_the_eigenvectors_of_the_covariance() -> None:
    split = digits.split(0)
    X = split["X_train"].astype(np.float64)
    _, U = np.linalg.eigh(np.cov(X.T))
    theirs = (split["X_test"] - X.mean(axis=0)) @ U[:, ::-1][:, :16]
    np.testing.assert_allclose(
        np.abs(probe.pca_codes(split["X_train"], 16, split["X_test"])), np.abs(theirs), atol=1e-8
    )


@pytest.mark.parametrize(
    ("after", "moved"),
    [(lambda x: x, 0), (lambda x: x + 3, 1), (lambda x: x + 0.3, 0.1), (lambda x: -x, 2)],
    ids=["not at all", "by the spread", "by a tenth of it", "to the other side"],
)
def test_how_far_scores_move_is_told_against_their_spread(after: Any, moved: float) -> None:
    among = 3 * np.random.default_rng(0).choice([-1.0, 1.0], size=(1000, 10))
    assert probe.moved(among[:60], after(among[:60]), among) == pytest.approx(moved, abs=0.01)


def test_scores_that_are_all_alike_have_not_moved() -> None:
    assert probe.moved(np.zeros((60, 10)), np.zeros((60, 10)), np.zeros((1000, 10))) == 0


# The autoencoder


def test_the_reference_beats_pca_clearly_and_leaves_the_generator_alone() -> None:
    split = digits.split(0)
    before, threads = torch.random.get_rng_state(), torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        codes = nonlinear_autoencoder.encoder(split["X_train"], 16, seed=0)
    finally:
        torch.set_num_threads(threads)
    assert torch.equal(before, torch.random.get_rng_state())

    def accuracy(encode: Any) -> float:
        train, test = encode(split["X_train"]), encode(split["X_test"])
        assert train.shape == (1000, 16) and test.shape == (797, 16)
        return probe.accuracy(train, split["labels_train"], test, split["labels_test"])

    ours, pca = accuracy(codes), accuracy(lambda images: probe.pca_codes(split["X_train"], 16, images))
    assert pca >= 0.92 and ours >= 0.96 and ours >= pca + 0.01
