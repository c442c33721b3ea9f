"""Data sets: the one that is shipped, private test sets beside it, and what is refused."""

import io
import pickle

import numpy as np
import pytest

from grader.errors import OwnFault, UsageError
from grader.training import data
from reference import digits

IMAGES = np.arange(12 * 1 * 8 * 8).reshape(12, 1, 8, 8).astype(np.uint8)
LABELS = np.arange(12) % 10
TOLD = {"images": IMAGES, "labels": LABELS, "classes": 10, "mirror": True, "shift": 2, "test": 5}


def test_digits():
    found = data.load("digits")
    pixels, labels = digits.load()
    assert (found.images.shape, found.images.dtype, found.labels.dtype) == ((1797, 1, 8, 8), np.uint8, np.int64)
    assert np.array_equal(found.images[:, 0].reshape(-1, 64), np.rint(pixels * 255))
    assert np.array_equal(found.labels, labels)
    assert (found.name, found.classes, found.test, found.mirror, found.shift) == ("digits", 10, 797, False, 1)
    assert found.hidden is None


@pytest.mark.parametrize(
    ("name", "error", "said"),
    [
        pytest.param("letters", OwnFault, "'letters.images' is not on the list of oracles", id="none"),
        pytest.param("os.system", OwnFault, "'os.system' is not on the list of oracles", id="no oracle"),
        pytest.param("digits.load", OwnFault, "not on the list", id="no oracle of a module that has some"),
        pytest.param(
            "cifar10", UsageError, "the data set cifar10 cannot be read: .* no folder is named", id="no folder is named"
        ),
        pytest.param("digits.images", None, "", id="in full"),
    ],
)
def test_names(name, error, said):
    if error is None:
        assert data.load(name).digest == data.load("digits").digest
        return
    with pytest.raises(error, match=said):
        data.load(name)


def test_an_oracle_that_is_no_data_set(tmp_path):
    with pytest.raises(OwnFault, match=r"digits\.split is not a data set: it does not give images, labels, classes"):
        data.load("digits.split", tmp_path)


def test_a_folder_without_the_data_set(tmp_path):
    with pytest.raises(UsageError, match="the data set cifar10 cannot be read: CIFAR-10 is not in"):
        data.load("cifar10", tmp_path)


def told(monkeypatch, **changed):
    """What an oracle's data set is loaded as."""
    given = {key: value for key, value in {**TOLD, **changed}.items() if value is not None}
    monkeypatch.setattr(data.oracles, "load", lambda name: lambda folder=None: given)
    return data.load("another")


def test_what_an_oracle_says_is_kept(monkeypatch):
    found = told(monkeypatch)
    assert (found.classes, found.test, found.mirror, found.shift) == (10, 5, True, 2)
    assert told(monkeypatch, test=None).test == 2, "a sixth, where it does not say"


WRONG = [
    # what is changed, and what is said of it
    pytest.param({"images": IMAGES.astype(np.float32)}, "`images` must be uint8", id="floats"),
    pytest.param({"images": IMAGES.astype(np.int8)}, "`images` must be uint8", id="signed"),
    pytest.param({"images": IMAGES[:, 0]}, "`images` must be uint8 .n, c, h, w.", id="no channels"),
    pytest.param({"images": IMAGES[:0], "labels": LABELS[:0]}, "`images` must be uint8", id="none"),
    pytest.param({"labels": LABELS[:-1]}, "whole numbers, one per image", id="a label too few"),
    pytest.param({"labels": LABELS[:, None]}, "whole numbers, one per image", id="a column"),
    pytest.param({"labels": np.eye(12)}, "whole numbers, one per image", id="one-hot"),
    pytest.param({"labels": LABELS.astype(float)}, "whole numbers, one per image", id="labels that are floats"),
    pytest.param({"labels": LABELS > 4}, "whole numbers, one per image", id="truth values"),
    pytest.param({"labels": LABELS + 1}, "a label is not in 0 … 9", id="from 1 to 10"),
    pytest.param({"labels": LABELS - 1}, "a label is not in 0 … 9", id="from -1 to 8"),
]


@pytest.mark.parametrize(("changed", "said"), WRONG)
def test_a_data_set_that_is_not_right_is_our_fault(changed, said, monkeypatch):
    with pytest.raises(OwnFault, match=f"the data set another is not what it should be: .*{said}"):
        told(monkeypatch, **changed)


@pytest.mark.parametrize(("changed", "said"), WRONG)
def test_a_private_test_set_that_is_not_right(changed, said, tmp_path):
    np.savez(tmp_path / "hidden.npz", **{"images": IMAGES, "labels": LABELS, **changed})
    with pytest.raises(UsageError, match=f"the hidden test set .*hidden.npz cannot be used: .*{said}"):
        data.load("digits", hidden=tmp_path / "hidden.npz")


def test_images_have_a_bound(monkeypatch):
    monkeypatch.setattr(data, "_MOST", IMAGES.nbytes)
    told(monkeypatch)
    monkeypatch.setattr(data, "_MOST", IMAGES.nbytes - 1)
    with pytest.raises(OwnFault):
        told(monkeypatch)


@pytest.mark.parametrize("kind", [np.int64, np.uint8, np.int16, ">i4"])
def test_a_private_test_set(kind, tmp_path):
    np.savez_compressed(tmp_path / "hidden.npz", images=IMAGES, labels=LABELS.astype(kind), more=np.zeros(3))
    images, labels = data.load("digits", hidden=tmp_path / "hidden.npz").hidden
    assert np.array_equal(images, IMAGES)
    assert (labels.tolist(), labels.dtype) == (LABELS.tolist(), np.int64)


def test_a_private_test_set_of_other_images(tmp_path):
    np.savez(tmp_path / "hidden.npz", images=IMAGES.reshape(12, 1, 4, 16), labels=LABELS)
    with pytest.raises(UsageError, match=r"has images of \(1, 4, 16\); the data set's are \(1, 8, 8\)"):
        data.load("digits", hidden=tmp_path / "hidden.npz")


class Evil:
    """What must not be unpickled."""

    def __reduce__(self):
        return (pytest.fail, ("it was unpickled",))


def npz(**arrays) -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def npy(array) -> bytes:
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


RIGHT = npz(images=IMAGES, labels=LABELS)
EVIL = np.array([Evil()] * 12, dtype=object)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(None, id="missing"),
        pytest.param(b"", id="empty"),
        pytest.param(b"images, labels\n", id="text"),
        pytest.param(pickle.dumps(Evil()), id="a pickle"),
        pytest.param(npz(images=IMAGES, labels=EVIL), id="pickled labels"),
        pytest.param(npz(images=EVIL, labels=LABELS), id="pickled images"),
        pytest.param(npz(images=IMAGES), id="no labels"),
        pytest.param(npz(labels=LABELS), id="no images"),
        pytest.param(npy(IMAGES), id="one array by itself"),
        pytest.param(RIGHT[: len(RIGHT) // 2], id="cut off"),
        pytest.param(RIGHT[:80] + bytes(8) + RIGHT[88:], id="changed"),
        pytest.param(RIGHT.replace(b"\x08\x00", b"\x63\x00"), id="compressed in a way unknown"),
    ],
)
def test_a_private_test_set_that_cannot_be_read(content, tmp_path):
    if content is not None:
        (tmp_path / "hidden.npz").write_bytes(content)
    with pytest.raises(UsageError, match=r"the hidden test set .*hidden\.npz cannot be read: "):
        data.load("digits", hidden=tmp_path / "hidden.npz")


def test_each_content_has_a_digest_of_its_own(monkeypatch, tmp_path):
    other, swapped = IMAGES.copy(), LABELS.copy()
    other[3, 0, 2, 1] += 1
    swapped[[0, 1]] = swapped[[1, 0]]
    changes = [
        {},
        {"images": other},
        {"images": IMAGES.reshape(12, 1, 4, 16)},
        {"images": IMAGES[::-1]},
        {"labels": swapped},
        {"classes": 11},
        {"mirror": False},
        {"shift": 1},
        {"test": 4},
    ]
    digests = [told(monkeypatch, **change).digest for change in changes]
    assert told(monkeypatch, images=IMAGES.copy()).digest == digests[0], "and the same has the same"
    assert len(set(digests)) == len(changes)


def test_a_private_test_set_counts_for_the_digest(tmp_path):
    digests = {data.load("digits").digest}
    for name, labels in (("one", LABELS), ("other", LABELS[::-1])):
        np.savez(tmp_path / f"{name}.npz", images=IMAGES, labels=labels)
        digests.add(data.load("digits", hidden=tmp_path / f"{name}.npz").digest)
    assert len(digests) == 3
