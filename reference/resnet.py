"""Two trainers of residual networks: `small`, for digits of 8 × 8 pixels on a CPU, and `final`, for CIFAR-10 on a GPU.

Both keep the contract that a student's `train` keeps: images uint8 (n, c, h, w) and labels int64 (n,) on the CPU, a
seed, a device; what comes back is a network that, in eval mode, takes float32 images 0 … 255 (n, c, h, w) on the device
and gives logits (n, classes): for CLASSES of them, or more where a label says so. The same seed gives the same weights
on one thread of a CPU; a GPU adds in any order. This file is self-contained: it is also run, like a student's program.

`final` is the last recipe of David Page's "How to train your ResNet": 94.1 % in 26 s on one V100 GPU, in 2019. Sources:
post 8, "Bag of Tricks", https://myrtle.ai/learn/how-to-train-your-resnet-8-bag-of-tricks/, and its notebook,
bag_of_tricks.ipynb in https://github.com/davidcpage/cifar10-fast, whose last timed experiment has these figures. The
code is our own. What is in it, as the post brings it in:

    ResNet-9, batches of 512, SGD      widths 64, 128, 256, 512; max-pooling before batch norm; Nesterov's momentum 0.9
    all data on the device, in half    normalised once, padded by 4 mirrored pixels; cropped and mirrored at random
    label smoothing                    0.2
    CELU                               α = 0.3: that is 0.075 for scales of 1/4, which batch norms would learn
    ghost batch norm                   statistics over 32 images each: 16 groups to a batch
    frozen scales of the batch norms   at 1, the logits times 1/16; biases learn at 64 times the rate, decay at 1/64
    whitening of 3 × 3 patches         27 filters from the first 10,000 images, frozen; a learned 1 × 1 convolution
    moving average of the weights      0.99 a step, taken every 5 steps
    the mirror image in prediction     logits averaged over an image and its mirror image: here inside the network
    10 epochs, no cutout               the rate from 0 to 1 in 2 epochs, to 0.1 after 8, where it stays

A batch's losses are summed, which keeps small gradients within half precision, at the rate by 512; for their mean the
rate is 1 and the weight decay 5e-4. What differs from the notebook: each image is shifted and mirrored by a draw of its
own, not of a group's; PyTorch's SGD applies a step's rate to all of the momentum; the moving average is in single
precision; cuDNN does not try out algorithms, since that would be timed; tensors are laid out channels last on a GPU. A
CPU works in single precision. Fewer than 50,000 images come in smaller batches, at the same rate for an image, so that
an epoch still has about 97 steps where it can, and smaller images are shifted less.
"""

import copy
from collections.abc import Iterator

import torch
from torch import Tensor, nn
from torch.nn import functional

CLASSES = 10  # at least


def small(images: Tensor, labels: Tensor, seed: int, device: torch.device) -> nn.Module:
    """A network of four convolutions for 8 × 8 images, deeper for larger ones; 5 epochs of Adam, 150 steps at least.

    1,000 digits: 99 % of the other 797 right, after 0.3 s on one thread. Half of the images are moved, by a pixel at
    most each way, which helps where there are few: 60 digits give 92 %, 10 give 50 %. (The label of the nearest image,
    all moved in all ways: 89 % and 51 %.)
    """
    n, side = len(images), images.shape[2:]
    batch = min(32, n)
    steps = max(150, 5 * n // batch)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        network = Small(images, outputs(labels)).to(device)
        optimizer = torch.optim.AdamW(network.parameters(), betas=(0.9, 0.99), weight_decay=0.1, fused=True)
        views = functional.pad(images.to(device).float(), (1, 1, 1, 1)).unfold(2, side[0], 1).unfold(3, side[1], 1)
        for step, (pixels, truth) in zip(
            range(steps), batches(views, labels.to(device), batch, still=0.5), strict=False
        ):
            rise, fall = (step + 1) / (0.25 * steps), (steps - step) / (0.75 * steps)
            optimizer.param_groups[0]["lr"] = 0.01 * min(rise, fall)
            loss = functional.cross_entropy(network(pixels), truth, label_smoothing=0.1)
            optimizer.zero_grad()
            torch.autograd.backward(loss)
            optimizer.step()
    return network.eval()


class Small(nn.Module):
    """A convolution, one more for every halving down to 4 … 7 pixels, a residual block, a linear layer."""

    def __init__(self, images: Tensor, classes: int) -> None:
        super().__init__()
        _, channels, height, width = images.shape
        std, mean = torch.std_mean(images.float())
        self.register_buffer("mean", mean)
        self.register_buffer("std", std.clamp(min=1))
        layers, wide = [_normed(channels, 16)], 16
        while min(height, width) >= 8:
            layers += [_normed(wide, 2 * wide), nn.MaxPool2d(2)]
            height, width, wide = height // 2, width // 2, 2 * wide
        layers += [Residual(_normed(wide, wide), _normed(wide, wide)), nn.Flatten()]
        self.layers = nn.Sequential(*layers, nn.Linear(wide * height * width, classes))
        nn.utils.convert_conv2d_weight_memory_format(self, torch.channels_last)

    def forward(self, images: Tensor) -> Tensor:
        """Logits (n, classes) of images (n, c, h, w), 0 … 255."""
        logits: Tensor = self.layers((images - self.get_buffer("mean")) / self.get_buffer("std"))
        return logits


def _normed(before: int, after: int) -> nn.Module:
    return nn.Sequential(nn.Conv2d(before, after, 3, padding=1, bias=False), nn.BatchNorm2d(after), nn.ReLU())


class Residual(nn.Module):
    """x + f(x)."""

    def __init__(self, *layers: nn.Module) -> None:
        super().__init__()
        self.layers = nn.Sequential(*layers)

    def forward(self, x: Tensor) -> Tensor:
        moved: Tensor = self.layers(x)
        return x + moved


EPOCHS, BATCH, GHOST = 10, 512, 32
FULL = 50_000 // BATCH  # steps of an epoch of all of CIFAR-10: 97
WIDTHS = (64, 128, 256, 512)
PEAK, FLOOR, WARM, COOL = 1.0, 0.1, EPOCHS / 5, EPOCHS - 2  # rates, and the epochs at which they are reached
MOMENTUM, DECAY, BIASES = 0.9, 5e-4, 64
SMOOTHING, ALPHA, SCALE = 0.2, 0.3, 1 / 16
PATCHES_FROM, EPSILON = 10_000, 1e-2
EVERY = 5  # steps between two updates of the moving average


def final(images: Tensor, labels: Tensor, seed: int, device: torch.device) -> nn.Module:
    """The final recipe of the series, for images of 8 × 8 pixels or more and sets of two images or more."""
    n, (height, width) = len(images), images.shape[2:]
    batch = GHOST * min(max(n // (GHOST * FULL), 1), BATCH // GHOST) if n >= GHOST else n
    half = torch.float16 if device.type == "cuda" else torch.float32
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        pixels = images.to(device).float()
        std, mean = torch.std_mean(pixels, dim=(0, 2, 3), keepdim=True)
        pixels = (pixels - mean) / std.clamp(min=1)
        averaged = resnet9(whitening(pixels[:PATCHES_FROM]), max(batch // GHOST, 1), outputs(labels)).to(device)
        if device.type == "cuda":
            nn.utils.convert_conv2d_weight_memory_format(averaged, torch.channels_last)
        shift = max(1, min(height, width) // 8)  # 4 for 32 × 32
        padded = functional.pad(pixels.to(half), (shift,) * 4, mode="reflect")
        views = padded.unfold(2, height, 1).unfold(3, width, 1)
        descend(averaged, batches(views, labels.to(device), batch, mirror=True), n // batch, batch, half)
    return Mirrored(lowered(averaged, half), mean, std.clamp(min=1), half).eval()


def descend(
    averaged: nn.Module, examples: Iterator[tuple[Tensor, Tensor]], steps: int, batch: int, half: torch.dtype
) -> None:
    """Train a copy of the network in the precision `half`, `steps` batches an epoch; `averaged` becomes its average."""
    network = lowered(copy.deepcopy(averaged), half).train()
    named = [(name, weight) for name, weight in network.named_parameters() if weight.requires_grad]
    weights = [weight for name, weight in named if not name.endswith("bias")]
    biases = [weight for name, weight in named if name.endswith("bias")]  # the batch norms', the only ones
    decay = DECAY * batch  # as the losses are summed, so is what the decay adds
    groups = [{"params": weights, "weight_decay": decay}, {"params": biases, "weight_decay": decay / BIASES}]
    optimizer = torch.optim.SGD(groups, lr=0.0, momentum=MOMENTUM, nesterov=True)
    kept = (1 - 1 / steps) ** EVERY  # 0.99 a step, for 97 steps: over about the last epoch
    for step, (pixels, truth) in zip(range(1, EPOCHS * steps + 1), examples, strict=False):
        for group, factor in zip(optimizer.param_groups, (1, BIASES), strict=True):
            group["lr"] = factor * rate(step / steps) / BATCH
        loss = functional.cross_entropy(network(pixels).float(), truth, label_smoothing=SMOOTHING, reduction="sum")
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        optimizer.step()
        if step % EVERY == 0:
            for average, now in zip(averaged.state_dict().values(), network.state_dict().values(), strict=True):
                average.lerp_(now.to(average.dtype), 1 - kept)


def rate(epoch: float) -> float:
    """The learning rate after so many epochs: from 0 up to PEAK in a line, down to FLOOR in a line, and FLOOR.

    >>> [round(rate(epoch), 3) for epoch in (0, 1, 2, 5, 8, 10)]
    [0.0, 0.5, 1.0, 0.55, 0.1, 0.1]
    """
    if epoch < WARM:
        return PEAK * epoch / WARM
    return max(FLOOR, PEAK + (FLOOR - PEAK) * (epoch - WARM) / (COOL - WARM))


def batches(
    views: Tensor, labels: Tensor, batch: int, *, still: float = 0.0, mirror: bool = False
) -> Iterator[tuple[Tensor, Tensor]]:
    """Images (batch, c, h, w) and labels (batch,), epoch after epoch without end; what is left of an epoch is dropped.

    `views` (n, c, 2s + 1, 2s + 1, h, w) holds each image moved by −s … s pixels, down and across. A share `still` of
    the images stays where it is, and half of them are mirrored where `mirror` says so.
    """
    n, places, device = len(labels), views.shape[2], labels.device
    while True:  # all draws of an epoch at once: to move them to a GPU waits for it
        moved = torch.randint(places, (2, n))
        down, across = torch.where(torch.rand(n) < still, places // 2, moved).to(device)
        order, mirrored = torch.randperm(n).to(device), (torch.rand(n, 1, 1, 1) < 0.5).to(device)
        for start in range(0, n - batch + 1, batch):
            part = slice(start, start + batch)
            pixels = views[order[part], :, down[part], across[part]]
            yield torch.where(mirrored[part], pixels.flip(3), pixels) if mirror else pixels, labels[order[part]]


def resnet9(filters: Tensor, ghosts: int, classes: int) -> nn.Module:
    """The network of the last experiment, on normalised images; `filters` (9c, c, 3, 3) are the frozen first layer."""
    whiten = nn.Conv2d(filters.shape[1], len(filters), 3, padding=1, bias=False).requires_grad_(False)
    whiten.weight.data.copy_(filters)

    def block(before: int, after: int, size: int = 3, pool: bool = False) -> nn.Module:
        layers: list[nn.Module] = [nn.Conv2d(before, after, size, padding=size // 2, bias=False)]
        return nn.Sequential(*layers, *[nn.MaxPool2d(2)] * pool, GhostNorm(after, ghosts), nn.CELU(ALPHA))

    first, second, third, fourth = WIDTHS
    return nn.Sequential(
        whiten,
        block(len(filters), first, size=1),
        block(first, second, pool=True),
        Residual(block(second, second), block(second, second)),
        block(second, third, pool=True),
        block(third, fourth, pool=True),
        Residual(block(fourth, fourth), block(fourth, fourth)),
        nn.AdaptiveMaxPool2d(1),
        nn.Flatten(),
        Scaled(fourth, classes, bias=False),
    )


class Scaled(nn.Linear):
    """A linear layer whose outputs are made smaller, in the place of a scale that would be learned."""

    def forward(self, input: Tensor) -> Tensor:
        return super().forward(input) * SCALE


class GhostNorm(nn.Module):
    """Batch norm over each of `groups` parts of a batch by itself, its scale frozen at 1, its bias learned."""

    def __init__(self, channels: int, groups: int) -> None:
        super().__init__()
        self.groups = groups
        self.bias = nn.Parameter(torch.zeros(channels))
        self.register_buffer("mean", torch.zeros(groups * channels))
        self.register_buffer("variance", torch.ones(groups * channels))

    def forward(self, x: Tensor) -> Tensor:
        """x (n, channels, h, w) normalised; in training n is a multiple of the groups, and image i is in i % groups."""
        groups, (n, channels, height, width) = self.groups if self.training else 1, x.shape
        mean, variance = self.get_buffer("mean"), self.get_buffer("variance")
        if not self.training:
            mean, variance = (kept.view(self.groups, channels).mean(0) for kept in (mean, variance))
        bias = self.bias.repeat(groups)
        parts = x.reshape(n // groups, groups * channels, height, width)
        normed = functional.batch_norm(parts, mean, variance, torch.ones_like(bias), bias, self.training)
        return normed.reshape(n, channels, height, width)


class Mirrored(nn.Module):
    """A network as it is handed over: pixels normalised, and logits averaged over an image and its mirror image."""

    def __init__(self, network: nn.Module, mean: Tensor, std: Tensor, half: torch.dtype) -> None:
        super().__init__()
        self.network, self.half_precision = network, half
        self.register_buffer("mean", mean)
        self.register_buffer("std", std)

    def forward(self, images: Tensor) -> Tensor:
        """Logits (n, classes), float32, of images (n, c, h, w), 0 … 255."""
        pixels = ((images - self.get_buffer("mean")) / self.get_buffer("std")).to(self.half_precision)
        logits: Tensor = self.network(pixels).float() + self.network(pixels.flip(3)).float()
        return logits / 2


def whitening(images: Tensor) -> Tensor:
    """Filters (9c, c, 3, 3) whose outputs on the patches of normalised images (n, c, h, w) hardly correlate.

    A filter is an eigenvector of the patches' second moments by √(λ + ε), the largest λ first: then outputs have the
    second moments λ/(λ + ε) on the diagonal, and 0 off it.
    """
    channels, count = images.shape[1], 0
    moments = torch.zeros(9 * channels, 9 * channels, device=images.device)
    for some in torch.split(images, 500):
        patches = functional.unfold(some, 3).transpose(0, 1).flatten(1)  # (9c, patches)
        moments, count = moments + patches @ patches.T, count + patches.shape[1]
    values, vectors = torch.linalg.eigh((moments / count).double().cpu())
    filters: Tensor = vectors.T / torch.sqrt(values + EPSILON)[:, None]
    return filters.flip(0).reshape(-1, channels, 3, 3).float()


def lowered(network: nn.Module, half: torch.dtype) -> nn.Module:
    """The network, its convolutions and linear layers in the precision `half`; batch norms stay in single precision."""
    for layer in network.modules():
        if isinstance(layer, nn.Conv2d | nn.Linear):
            layer.to(half)
    return network


def outputs(labels: Tensor) -> int:
    """The number of classes to tell apart: CLASSES, or more if there is a larger label."""
    return max(CLASSES, int(labels.max()) + 1)
