"""Kernel ridge regression with a Gaussian kernel."""

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


class KRR(nn.Module):
    def __init__(self, X, Y, gam, lam, f):
        super().__init__()
        self.f = f
        self.gam = gam
        Kx = torch.exp(-gam * torch.cdist(X, X) ** 2)
        self.register_buffer("X", X)
        self.register_buffer("A", torch.linalg.solve(Kx + lam * torch.eye(len(X), device=X.device), Y))

    def forward(self, x):
        return torch.exp(-self.gam * torch.cdist(self.f(x), self.X) ** 2) @ self.A


def train(images, labels, *, seed, device):
    x, y, g = setup(images, labels, seed, device)
    f = lambda x: x.flatten(1) / 255
    return KRR(f(x), F.one_hot(y, K).float() * 2 - 1, 0.12, 0.05, f).eval()
