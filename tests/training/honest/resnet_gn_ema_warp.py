"""A small ResNet with group normalisation; its weights are averaged over the steps."""

import copy

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


class Block(nn.Module):
    def __init__(self, a, b, s=1, N=nn.BatchNorm2d):
        super().__init__()
        self.c1 = nn.Conv2d(a, b, 3, s, 1, bias=False)
        self.n1 = N(b)
        self.c2 = nn.Conv2d(b, b, 3, 1, 1, bias=False)
        self.n2 = N(b)
        self.sc = nn.Conv2d(a, b, 1, s) if (a != b or s != 1) else nn.Identity()

    def forward(self, x):
        return F.relu(self.sc(x) + self.n2(self.c2(F.relu(self.n1(self.c1(x))))))


def resnet(c, w=16, N=nn.BatchNorm2d):
    return nn.Sequential(
        nn.Conv2d(c, w, 3, 1, 1),
        nn.ReLU(),
        Block(w, w, 1, N),
        Block(w, 2 * w, 2, N),
        Block(2 * w, 2 * w, 1, N),
        nn.AdaptiveAvgPool2d(2),
        nn.Flatten(),
        nn.Linear(8 * w, K),
    )


def train(images, labels, *, seed, device):
    x, y, g = setup(images, labels, seed, device)
    n = len(x)
    m = Norm(resnet(x.shape[1], 12, lambda k: nn.GroupNorm(4, k))).to(device)
    ema = copy.deepcopy(m)
    opt = torch.optim.AdamW(m.parameters(), 4e-3, weight_decay=0.01)
    steps = 280
    for t in range(steps):
        b = torch.randint(0, n, (48,), generator=g)
        for gr in opt.param_groups:
            gr["lr"] = 4e-3 * min(1, (t + 1) / 30) * (1 - t / steps)
        opt.zero_grad()
        F.cross_entropy(m(warp(x[b], g, 0.15, 0.1, 0.15, 1.0)), y[b]).backward()
        opt.step()
        with torch.no_grad():
            d = min(0.97, t / (t + 10))
            for p, q in zip(ema.parameters(), m.parameters()):
                p.mul_(d).add_(q, alpha=1 - d)
    return ema.eval()
