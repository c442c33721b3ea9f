"""The digits as images, in the form in which data sets are handed to a trainer."""

import numpy as np
import pytest

from reference import digits

TOLD = digits.images()


def test_the_form_of_a_data_set() -> None:
    told = {name: value for name, value in TOLD.items() if name not in ("images", "labels")}
    assert told == {"classes": 10, "mirror": False, "shift": 1, "test": 797}
    assert (TOLD["images"].dtype, TOLD["images"].shape) == (np.uint8, (1797, 1, 8, 8))
    assert (TOLD["labels"].dtype, TOLD["labels"].shape) == (np.int64, (1797,))
    assert sorted(set(TOLD["labels"].tolist())) == list(range(10))


def test_the_images_are_those_of_the_file_in_its_order() -> None:
    """A second witness: 17 greys, each found by whole numbers alone, halves to the even neighbour."""
    with np.load(digits.FILE, allow_pickle=False) as stored:
        images, labels = stored["images"], stored["labels"]
    greys = [(2 * 255 * grey + 16) // 32 for grey in range(17)]  # 8 is 127.5, which 128 stands for
    assert greys[:2] + greys[8:9] + greys[-2:] == [0, 16, 128, 239, 255]
    expected = np.array(greys)[images.astype(int)]
    assert np.array_equal(TOLD["images"].reshape(1797, 64), expected)
    assert np.array_equal(TOLD["labels"], labels)


@pytest.mark.parametrize("folder", [None, "", "/nowhere"])
def test_no_folder_is_looked_at(folder) -> None:
    assert np.array_equal(digits.images(folder)["images"], TOLD["images"])
