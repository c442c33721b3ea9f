"""A wider network with batch normalisation, warped images and a one-cycle schedule."""

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


def warp(x, g, rot=0.2, sc=0.12, sh=0.2, tr=1.0, el=0.0):
    """random rotation, scale, shear, shift (pixels) and elastic displacement; x 0..255, zero background"""
    n, c, h, w = x.shape
    u = lambda *s: torch.rand(*s, generator=g) * 2 - 1
    a = u(n) * rot
    s1 = 1 + u(n) * sc
    s2 = 1 + u(n) * sc
    k = u(n) * sh
    th = torch.zeros(n, 2, 3)
    th[:, 0, 0] = torch.cos(a) * s1
    th[:, 0, 1] = -torch.sin(a) * s2 + k
    th[:, 1, 0] = torch.sin(a) * s1
    th[:, 1, 1] = torch.cos(a) * s2
    th[:, 0, 2] = u(n) * tr * 2 / w
    th[:, 1, 2] = u(n) * tr * 2 / h
    grid = F.affine_grid(th, [n, c, h, w], align_corners=False)
    if el:
        grid = grid + F.interpolate(
            torch.randn(n, 2, 3, 3, generator=g) * el, size=(h, w), mode="bilinear", align_corners=True
        ).permute(0, 2, 3, 1)
    return F.grid_sample(x, grid.to(x.device), align_corners=False)


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
    x, y, g = setup(images, labels, seed, device)
    n = len(x)
    m = Norm(cnn(x.shape[1], 32, 48, bn=True)).to(device)
    steps = 220
    opt = torch.optim.AdamW(m.parameters(), 1e-3, weight_decay=0.02)
    sch = torch.optim.lr_scheduler.OneCycleLR(opt, 0.01, total_steps=steps)
    for t in range(steps):
        b = torch.randint(0, n, (64,), generator=g)
        opt.zero_grad()
        F.cross_entropy(m(warp(x[b], g)), y[b]).backward()
        opt.step()
        sch.step()
    return m.eval()
