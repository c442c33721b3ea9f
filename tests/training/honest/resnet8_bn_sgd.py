"""A small ResNet with batch normalisation, trained by SGD."""

import math

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
    m = Norm(resnet(x.shape[1])).to(device)
    opt = torch.optim.SGD(m.parameters(), 0.05, momentum=0.9, weight_decay=5e-4)
    E = 14
    bs = 50
    sch = torch.optim.lr_scheduler.CosineAnnealingLR(opt, E * math.ceil(n / bs))
    for ep in range(E):
        for b in torch.randperm(n, generator=g).split(bs):
            if len(b) < 2:
                continue
            opt.zero_grad()
            F.cross_entropy(m(x[b]), y[b]).backward()
            opt.step()
            sch.step()
    return m.eval()
