"""A network that also agrees with its mean teacher on strongly warped images."""

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
    # labelled loss on weak warps plus agreement of strongly warped and mixed images with the mean teacher
    x, y, g = setup(images, labels, seed, device)
    n = len(x)
    m = Norm(cnn(x.shape[1], 16, 24)).to(device)
    T = copy.deepcopy(m)
    opt = torch.optim.Adam(m.parameters(), 3e-3)
    for t in range(220):
        b = torch.randint(0, n, (32,), generator=g)
        c = torch.randint(0, n, (32,), generator=g)
        l = torch.rand(32, 1, 1, 1, generator=g) * 0.4
        u = warp((1 - l) * x[b] + l * x[c], g, 0.1, 0.1, 0.1, 0.5)
        s = warp(u, g, 0.3, 0.2, 0.3, 1.0, 0.1)
        with torch.no_grad():
            q = T(u).mul(1.5).softmax(1)
        loss = F.cross_entropy(m(warp(x[b], g)), y[b]) + min(1, t / 100) * F.cross_entropy(m(s), q)
        opt.zero_grad()
        loss.backward()
        opt.step()
        with torch.no_grad():
            for p, q in zip(T.parameters(), m.parameters()):
                p.mul_(0.95).add_(q, alpha=0.05)
    return T.eval()
