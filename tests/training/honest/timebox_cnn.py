"""A network that trains until a fixed time is over, however many steps that is."""

import time

import torch
import torch.nn.functional as F
from torch import nn

K = 10


def setup(images, labels, seed, device):
    torch.manual_seed(seed)
    g = torch.Generator().manual_seed(seed)
    x = images.float().to(device)
    y = labels.to(device)
    return x, y, g


class Norm(nn.Module):
    """scale 0..255 and call the net"""

    def __init__(self, net, s=255.0, m=0.3, d=0.35):
        super().__init__()
        self.net = net
        self.s = s
        self.m = m
        self.d = d

    def forward(self, x):
        return self.net((x / self.s - self.m) / self.d)


def shift(x, g, r=1):
    n, c, h, w = x.shape
    p = F.pad(x, (r, r, r, r))
    i = torch.randint(0, 2 * r + 1, (n,), generator=g)
    j = torch.randint(0, 2 * r + 1, (n,), generator=g)
    a = torch.arange(h)
    return p[torch.arange(n)[:, None, None], :, (i[:, None] + a)[:, :, None], (j[:, None] + a)[:, None, :]].permute(
        0, 3, 1, 2
    )


def cnn(c=1, a=16, b=32, bn=False, drop=0.0):
    N = (lambda k: nn.BatchNorm2d(k)) if bn else (lambda k: nn.Identity())
    return nn.Sequential(
        nn.Conv2d(c, a, 3, padding=1),
        N(a),
        nn.ReLU(),
        nn.Conv2d(a, b, 3, padding=1),
        N(b),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(b, b, 3, padding=1),
        N(b),
        nn.ReLU(),
        nn.Flatten(),
        nn.Dropout(drop),
        nn.Linear(b * 16, K),
    )


def train(images, labels, *, seed, device):
    t0 = time.perf_counter()
    x, y, g = setup(images, labels, seed, device)
    n = len(x)
    m = Norm(cnn(x.shape[1], 24, 32)).to(device)
    opt = torch.optim.Adam(m.parameters(), 2e-3)
    lim = 0.7
    while (f := (time.perf_counter() - t0) / lim) < 1:
        for gr in opt.param_groups:
            gr["lr"] = 3e-3 * (1 - f) + 1e-5
        b = torch.randint(0, n, (64,), generator=g)
        opt.zero_grad()
        F.cross_entropy(m(shift(x[b], g) * (1 + 0.1 * torch.randn(64, 1, 1, 1, generator=g))), y[b]).backward()
        opt.step()
    return m.eval()
