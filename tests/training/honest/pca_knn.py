"""Nearest neighbours after a principal component analysis of the images that it is given."""

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


class PK(nn.Module):
    def __init__(self, x, y):
        super().__init__()
        z = x.flatten(1) / 255
        self.register_buffer("mu", z.mean(0))
        U, S, V = torch.linalg.svd(z - self.mu, full_matrices=False)
        self.register_buffer("V", V[:24].T)
        self.register_buffer("X", (z - self.mu) @ self.V)
        self.register_buffer("Y", F.one_hot(y, K).float())

    def forward(self, x):
        d = torch.cdist((x.flatten(1) / 255 - self.mu) @ self.V, self.X)
        v, i = d.topk(min(5, len(self.X)), largest=False)
        return (self.Y[i] * torch.exp(-v * 2)[:, :, None]).sum(1)


def train(images, labels, *, seed, device):
    x, y, g = setup(images, labels, seed, device)
    return PK(x, y).eval()
