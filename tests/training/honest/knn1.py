"""The label of the nearest image."""

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


class Mem(nn.Module):
    def __init__(self, x, y, f, score):
        super().__init__()
        self.f = f
        self.score = score
        self.register_buffer("X", f(x))
        self.register_buffer("Y", F.one_hot(y, K).float())

    def forward(self, x):
        return torch.cat([self.score(self.f(c), self.X, self.Y) for c in x.split(128)])


def score(q, X, Y):
    d = torch.cdist(q, X)
    v, i = d.topk(min(3, len(X)), largest=False)
    return (Y[i] / (v[:, :, None] + 1e-3)).sum(1)


def train(images, labels, *, seed, device):
    x, y, g = setup(images, labels, seed, device)
    return Mem(x, y, lambda x: x.flatten(1) / 255, score).eval()
