"""Homework: train a ResNet fast. Entry point: train(images, labels, *, seed, device).

A plain ResNet (basic blocks, batch norm, global average pooling) with AdamW and the
one-cycle learning rate. How deep, how wide and how long depends on the size of the images.
"""

import torch
import torch.nn as nn
import torch.nn.functional as F


class BasicBlock(nn.Module):
    def __init__(self, in_planes, planes, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(in_planes, planes, 3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.shortcut = nn.Identity()
        if stride != 1 or in_planes != planes:
            self.shortcut = nn.Sequential(
                nn.Conv2d(in_planes, planes, 1, stride=stride, bias=False), nn.BatchNorm2d(planes)
            )

    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        return F.relu(out + self.shortcut(x))


class ResNet(nn.Module):
    def __init__(self, channels, widths, blocks, num_classes, mean, std):
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("std", std)
        self.stem = nn.Conv2d(channels, widths[0], 3, padding=1, bias=False)
        self.bn = nn.BatchNorm2d(widths[0])
        layers, planes = [], widths[0]
        for stage, width in enumerate(widths):
            for block in range(blocks):
                layers.append(BasicBlock(planes, width, stride=2 if block == 0 and stage > 0 else 1))
                planes = width
        self.layers = nn.Sequential(*layers)
        self.fc = nn.Linear(planes, num_classes)

    def forward(self, x):
        x = (x - self.mean) / self.std  # pixels come as 0..255
        x = F.relu(self.bn(self.stem(x)))
        x = self.layers(x)
        x = x.mean(dim=(2, 3))
        return self.fc(x)


def settings(size, n):
    """Depth, width, epochs... by image size. Small images are done in seconds on a laptop."""
    if size < 16:
        cfg = dict(widths=(16, 32), blocks=1, epochs=5, batch_size=28, max_lr=0.02, pad=1, flip=False)
    else:
        cfg = dict(widths=(64, 128, 256), blocks=2, epochs=16, batch_size=256, max_lr=0.01, pad=4, flip=True)
    cfg["batch_size"] = max(2, min(cfg["batch_size"], n))
    steps_per_epoch = max(1, n // cfg["batch_size"])
    # with very few images the epochs are short, so take more of them
    cfg["epochs"] = max(cfg["epochs"], -(-150 // steps_per_epoch))
    return cfg, steps_per_epoch


def augment(x, pad, flip):
    """Shift the whole batch by a random offset, mirror a random half of it."""
    h, w = x.shape[2:]
    dy, dx = torch.randint(0, 2 * pad + 1, (2,)).tolist()
    x = F.pad(x, (pad, pad, pad, pad))[:, :, dy : dy + h, dx : dx + w]
    if flip:
        mirror = torch.rand(len(x), device=x.device) < 0.5
        x = torch.where(mirror[:, None, None, None], x.flip(3), x)
    return x


def train(images, labels, *, seed, device):
    torch.manual_seed(seed)
    n, channels, height, width = images.shape
    cfg, steps_per_epoch = settings(min(height, width), n)
    batch_size = cfg["batch_size"]

    # everything fits in memory, so no DataLoader
    images = images.to(device).float()
    labels = labels.to(device)
    mean = images.mean(dim=(0, 2, 3), keepdim=True)
    std = images.std(dim=(0, 2, 3), keepdim=True) + 1e-3

    num_classes = max(10, int(labels.max()) + 1)
    model = ResNet(channels, cfg["widths"], cfg["blocks"], num_classes, mean, std)
    model = model.to(device, memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(model.parameters(), lr=cfg["max_lr"], weight_decay=0.05)
    scheduler = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, max_lr=cfg["max_lr"], total_steps=cfg["epochs"] * steps_per_epoch, pct_start=0.25
    )
    criterion = nn.CrossEntropyLoss(label_smoothing=0.1)
    on_gpu = device.type == "cuda"

    model.train()
    for epoch in range(cfg["epochs"]):
        perm = torch.randperm(n, device=device)
        for step in range(steps_per_epoch):
            idx = perm[step * batch_size : (step + 1) * batch_size]
            x = images[idx]
            # the last epochs see the images as they are, like the test images
            if epoch < 0.6 * cfg["epochs"] or height >= 16:
                x = augment(x, cfg["pad"], cfg["flip"])
            with torch.autocast(device.type, dtype=torch.bfloat16, enabled=on_gpu):
                loss = criterion(model(x), labels[idx])
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            scheduler.step()
    return model.eval()
