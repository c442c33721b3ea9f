"""Trained on a typed-in font first: it knows what digits look like, and not the data set."""

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


FONT = [
    "01110 10001 10011 10101 11001 10001 01110",
    "00100 01100 00100 00100 00100 00100 01110",
    "01110 10001 00001 00010 00100 01000 11111",
    "11111 00010 00100 00010 00001 10001 01110",
    "00010 00110 01010 10010 11111 00010 00010",
    "11111 10000 11110 00001 00001 10001 01110",
    "00110 01000 10000 11110 10001 10001 01110",
    "11111 00001 00010 00100 01000 01000 01000",
    "01110 10001 10001 01110 10001 10001 01110",
    "01110 10001 10001 01111 00001 00010 01100",
    "00110 01001 01001 01001 01001 01001 00110",
    "00010 00010 00010 00010 00010 00010 00010",
    "01110 00001 00001 00010 00100 01000 11110",
    "01110 00001 00001 00110 00001 00001 01110",
    "10010 10010 10010 11111 00010 00010 00010",
    "01110 01000 01000 01110 00001 00001 01110",
    "00100 01000 10000 11100 10010 10010 01100",
    "11111 00001 00010 01111 00100 01000 01000",
    "00110 01001 00110 00100 01010 01010 00100",
    "01100 10010 10010 01110 00010 00100 01000",
]


def train(images, labels, *, seed, device):
    # grey zone: knows how digits look (a 5x7 font typed in), not the data set; learns features on warped glyphs first
    x, y, g = setup(images, labels, seed, device)
    n = len(x)
    G = torch.tensor([[[float(c) for c in r] for r in s.split()] for s in FONT])[:, None]
    G = F.interpolate(F.pad(G, (1, 2, 0, 1)), size=x.shape[-2:], mode="bilinear") * 255
    gy = torch.arange(20) % 10
    m = Norm(cnn(x.shape[1], 16, 32)).to(device)
    opt = torch.optim.Adam(m.parameters(), 3e-3)
    for t in range(220):
        b = torch.randint(0, 20, (64,), generator=g)
        z = warp(G[b], g, 0.3, 0.25, 0.4, 1.0, 0.12)
        opt.zero_grad()
        F.cross_entropy(m(z), gy[b]).backward()
        opt.step()
    m.net[-1] = nn.Linear(512, K).to(device)
    opt = torch.optim.Adam(
        [dict(params=m.net[:-1].parameters(), lr=5e-4), dict(params=m.net[-1].parameters(), lr=3e-3)]
    )
    for t in range(150):
        b = torch.randint(0, n, (48,), generator=g)
        opt.zero_grad()
        F.cross_entropy(m(warp(x[b], g)), y[b]).backward()
        opt.step()
    return m.eval()
