"""A tiny MLP-Mixer."""

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


class Mix(nn.Module):
    def __init__(self, c, d=40):
        super().__init__()
        self.e = nn.Conv2d(c, d, 2, 2)
        self.b = nn.ModuleList(
            [
                nn.ModuleList(
                    [
                        nn.LayerNorm(d),
                        nn.Sequential(nn.Linear(16, 32), nn.GELU(), nn.Linear(32, 16)),
                        nn.LayerNorm(d),
                        nn.Sequential(nn.Linear(d, 80), nn.GELU(), nn.Linear(80, d)),
                    ]
                )
                for _ in range(2)
            ]
        )
        self.h = nn.Linear(d, K)

    def forward(self, x):
        z = self.e(x).flatten(2).transpose(1, 2)
        for n1, t, n2, ch in self.b:
            z = z + t(n1(z).transpose(1, 2)).transpose(1, 2)
            z = z + ch(n2(z))
        return self.h(z.mean(1))


def train(images, labels, *, seed, device):
    x, y, g = setup(images, labels, seed, device)
    n = len(x)
    m = Norm(Mix(x.shape[1])).to(device)
    steps = 250
    opt = torch.optim.AdamW(m.parameters(), 4e-3, weight_decay=0.02)
    sch = torch.optim.lr_scheduler.CosineAnnealingLR(opt, steps)
    for t in range(steps):
        b = torch.randint(0, n, (48,), generator=g)
        opt.zero_grad()
        F.cross_entropy(m(warp(x[b], g, 0.15, 0.1, 0.1, 1.0)), y[b]).backward()
        opt.step()
        sch.step()
    return m.eval()
