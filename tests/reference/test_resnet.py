"""Two trainers with the contract of a student's: what comes back, what it learned, what its parts compute."""

import ast
import copy
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.lib.stride_tricks import sliding_window_view
from torch import Tensor, nn

from reference import digits, resnet

CPU = torch.device("cpu")
SMALL, FINAL = resnet.small, resnet.final


@pytest.fixture(autouse=True, scope="module")
def one_thread() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture
def narrow(monkeypatch) -> None:
    """Fewer channels in `final`, for speed."""
    monkeypatch.setattr(resnet, "WIDTHS", (8, 16, 32, 64))


def invented(n: int, shape: tuple[int, ...], classes: int = 10) -> tuple[Tensor, Tensor]:
    """Noise on a brightness that tells the class: images uint8 (n, *shape), labels 0, 1, 2, … in turn."""
    labels = torch.arange(n) % classes
    noise = torch.randint(0, 40, (n, *shape), generator=torch.Generator().manual_seed(n))
    return (noise + 20 * labels[:, None, None, None]).to(torch.uint8), labels


# The contract


@pytest.mark.parametrize(
    ("train", "n", "shape", "classes", "outputs"),
    [
        pytest.param(SMALL, 40, (1, 8, 8), 10, 10, id="small: digits"),
        pytest.param(SMALL, 10, (1, 8, 8), 10, 10, id="small: an image of each digit"),
        pytest.param(SMALL, 9, (1, 9, 13), 3, 10, id="small: 10 classes, though 7 of them have no image"),
        pytest.param(SMALL, 4, (3, 32, 32), 4, 10, id="small: a few photographs"),
        pytest.param(FINAL, 4, (3, 32, 32), 4, 10, id="final: a few photographs"),
        pytest.param(FINAL, 35, (3, 9, 8), 10, 10, id="final: a batch of 32, three images left over"),
        pytest.param(FINAL, 12, (1, 8, 8), 12, 12, id="final: 12 classes"),
    ],
)
def test_the_contract(train, n, shape, classes, outputs) -> None:
    images, labels = invented(n, shape, classes)
    given, drawn = (images.clone(), labels.clone()), torch.random.get_rng_state()
    network = train(images, labels, seed=3, device=CPU)
    assert isinstance(network, nn.Module) and not network.training
    assert torch.equal(images, given[0]) and torch.equal(labels, given[1]), "what is given stays as it is"
    assert torch.equal(torch.random.get_rng_state(), drawn), "and so do everybody's random numbers"
    with torch.inference_mode():
        logits, first = network(images.float()), network(images[:1].float())
    assert (logits.shape, logits.dtype) == ((n, outputs), torch.float32)
    assert torch.isfinite(logits).all()
    assert torch.allclose(logits[:1], first, atol=1e-4), "an image's logits do not hang on the others"


@pytest.mark.parametrize("train", [SMALL, FINAL])
def test_a_seed_gives_the_same_weights_and_another_gives_others(narrow, train) -> None:
    images, labels = invented(12, (1, 8, 8))
    one, again, other = (train(images, labels, seed=seed, device=CPU).state_dict() for seed in (1, 1, 2))
    assert all(torch.equal(one[name], again[name]) for name in one)
    assert not all(torch.equal(one[name], other[name]) for name in one)


def test_the_file_stands_alone() -> None:
    tree = ast.parse(Path(resnet.__file__).read_text(encoding="utf-8"))
    names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert {name.split(".")[0] for name in names} <= {"torch", *sys.stdlib_module_names}


# What they learn


def accuracy(network: nn.Module, images: Tensor, labels: Tensor) -> float:
    with torch.inference_mode():
        return float((network(images.float()).argmax(1) == labels).float().mean())


def test_small_learns_digits_from_many_and_from_few() -> None:
    """Measured over splits: 0.992 ± 0.004 for 1,000, 0.92 ± 0.02 for 60."""
    told = digits.images()
    order = np.random.default_rng(0).permutation(len(told["labels"]))
    images, labels = torch.from_numpy(told["images"][order]), torch.from_numpy(told["labels"][order])
    for n, least in ((1000, 0.95), (60, 0.8)):
        assert accuracy(SMALL(images[:n], labels[:n], seed=0, device=CPU), images[1000:], labels[1000:]) >= least


def test_final_learns_and_cannot_tell_an_image_from_its_mirror_image(narrow) -> None:
    images, labels = invented(1000, (1, 8, 8), classes=2)
    network = FINAL(images, labels, seed=0, device=CPU)
    assert accuracy(network, images, labels) >= 0.95
    some = images[:20].float()
    with torch.inference_mode():
        assert torch.allclose(network(some), network(some.flip(3)), atol=1e-5)


# Whitening


def patches(images: np.ndarray) -> np.ndarray:
    """Every 3 × 3 patch of the images (n, c, h, w), one a row: (patches, 9c)."""
    windows = sliding_window_view(images, (3, 3), axis=(2, 3))  # (n, c, h − 2, w − 2, 3, 3)
    return windows.transpose(0, 2, 3, 1, 4, 5).reshape(-1, images.shape[1] * 9).astype(np.float64)


@pytest.mark.parametrize(
    ("n", "shape"),
    [
        pytest.param(600, (3, 8, 8), id="colours, more images than are taken at once"),
        pytest.param(50, (1, 8, 8), id="grey"),
    ],
)
def test_the_first_layer_whitens_patches(n, shape) -> None:
    """A second witness: patches cut out and filtered by numpy have second moments λ/(λ + ε), and nothing between."""
    random = np.random.default_rng(1)
    smooth = np.cumsum(random.normal(size=(n, *shape)), axis=3) + 0.5 * random.normal(size=(n, 1, *shape[1:]))
    images = (smooth / smooth.std()).astype(np.float32)
    filters = resnet.whitening(torch.from_numpy(images)).numpy()
    assert filters.shape == (9 * shape[0], shape[0], 3, 3)

    rows = patches(images)
    before = np.linalg.eigvalsh(rows.T @ rows / len(rows))[::-1]
    filtered = rows @ filters.reshape(len(filters), -1).T.astype(np.float64)
    after = filtered.T @ filtered / len(filtered)
    assert np.allclose(after, np.diag(before / (before + 0.01)), atol=1e-3)
    assert np.max(np.abs(np.corrcoef(rows.T) - np.eye(len(filters)))) > 0.5, "before, patches do correlate"


def test_the_first_layer_is_frozen_and_all_others_learn(narrow) -> None:
    images, labels = invented(24, (3, 8, 8))
    pixels = images.float()
    std, mean = pixels.std(dim=(0, 2, 3), keepdim=True), pixels.mean(dim=(0, 2, 3), keepdim=True)
    filters = resnet.whitening((pixels - mean) / std)
    network = FINAL(images, labels, seed=5, device=CPU)
    frozen = [weight for weight in network.parameters() if not weight.requires_grad]
    assert len(frozen) == 1 and torch.allclose(frozen[0], filters, atol=1e-5)
    torch.manual_seed(5)
    fresh = resnet.resnet9(filters, 1, 10).state_dict()
    trained = network.network.state_dict()
    assert [name for name in fresh if torch.allclose(fresh[name], trained[name], atol=1e-6)] == ["0.weight"]


# The parts of the recipe


def test_ghost_norm_is_batch_norm_on_each_part_of_a_batch() -> None:
    torch.manual_seed(0)
    x = torch.randn(6, 4, 5, 5) * 3 + 1
    ghost, parts = resnet.GhostNorm(4, groups=2), [nn.BatchNorm2d(4), nn.BatchNorm2d(4)]
    together = ghost(x)
    for first, part in enumerate(parts):
        assert torch.allclose(together[first::2], part(x[first::2]), atol=1e-5)
    ghost.eval()
    mean = (parts[0].running_mean + parts[1].running_mean) / 2
    variance = (parts[0].running_var + parts[1].running_var) / 2
    expected = nn.functional.batch_norm(x[:1], mean, variance)
    assert torch.allclose(ghost(x[:1]), expected, atol=1e-5)


@pytest.mark.parametrize(
    ("epoch", "expected"), [(0, 0), (1, 0.5), (2, 1), (3.5, 0.775), (5, 0.55), (8, 0.1), (9, 0.1), (10, 0.1)]
)
def test_the_learning_rate(epoch, expected) -> None:
    assert resnet.rate(epoch) == pytest.approx(expected)


def test_the_losses_are_summed_at_the_rate_by_the_batch(monkeypatch) -> None:
    """A second witness: one step on the mean loss, at the rate 1, with the weight decay 5e-4 and 5e-4/64."""
    monkeypatch.setattr(resnet, "EPOCHS", 1)
    monkeypatch.setattr(resnet, "rate", lambda epoch: 1.0)
    monkeypatch.setattr(resnet, "BATCH", 8)
    monkeypatch.setattr(resnet, "EVERY", 1)
    monkeypatch.setattr(resnet, "WIDTHS", (4, 4, 4, 4))
    images, labels = invented(8, (1, 8, 8))
    pixels = images.float() / 100
    averaged = resnet.resnet9(resnet.whitening(pixels), 1, 10)
    witness = copy.deepcopy(averaged)
    resnet.descend(averaged, iter([(pixels, labels)]), 1, 8, torch.float32)
    loss = nn.functional.cross_entropy(witness(pixels), labels, label_smoothing=0.2)
    torch.autograd.backward(loss)
    for (name, before), after in zip(witness.named_parameters(), averaged.parameters(), strict=True):
        factor = 64 if "bias" in name else 1
        if before.grad is not None:  # Nesterov's first step is 1 + 0.9 times the gradient
            expected = before - 1.9 * factor * (before.grad + 5e-4 / factor * before)
            assert torch.allclose(after, expected, rtol=1e-3, atol=1e-5)


def drawn(batch: int, n: int = 20, **settings) -> tuple[Tensor, list[tuple[Tensor, Tensor]]]:
    """Images (n, 1, 4, 4) of different numbers, and the batches of one epoch of them."""
    torch.manual_seed(0)
    images = torch.arange(1.0, n * 16 + 1).view(n, 1, 4, 4)
    views = nn.functional.pad(images, (1, 1, 1, 1)).unfold(2, 4, 1).unfold(3, 4, 1)
    examples = resnet.batches(views, torch.arange(n), batch, **settings)
    return images, [next(examples) for _ in range(n // batch)]


@pytest.mark.parametrize(("batch", "seen"), [(5, 20), (8, 16), (20, 20)])
def test_an_epoch_shows_an_image_once_and_drops_what_is_left_over(batch, seen) -> None:
    _, epoch = drawn(batch, still=1.0)
    labels = torch.cat([labels for _, labels in epoch]).tolist()
    assert len(labels) == len(set(labels)) == seen


def still_or_mirrored(image: Tensor) -> list[Tensor]:
    return [image, image.flip(2)]


def shifted(image: Tensor) -> list[Tensor]:
    padded = nn.functional.pad(image, (1, 1, 1, 1))
    return [padded[:, down : down + 4, across : across + 4] for down in range(3) for across in range(3)]


@pytest.mark.parametrize(
    ("settings", "possible", "kinds"),
    [
        pytest.param({"still": 1.0}, lambda image: [image], 1, id="as they are"),
        pytest.param({"still": 1.0, "mirror": True}, still_or_mirrored, 2, id="mirrored or not"),
        pytest.param({}, shifted, 9, id="moved by a pixel at most"),
    ],
)
def test_how_images_are_moved(settings: dict[str, object], possible: Callable[[Tensor], list[Tensor]], kinds) -> None:
    images, epoch = drawn(100, n=100, **settings)
    found = {
        [torch.equal(pixels[i], each) for each in possible(images[labels[i]])].index(True)
        for pixels, labels in epoch
        for i in range(len(labels))
    }
    assert found == set(range(kinds))
