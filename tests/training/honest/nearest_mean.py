"""The nearest mean of a class."""

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


class NM(nn.Module):
    def __init__(self, x, y):
        super().__init__()
        z = x.flatten(1) / 255
        Y = F.one_hot(y, K).float()
        c = Y.sum(0)
        self.register_buffer("M", Y.T @ z / c.clamp_min(1)[:, None])
        self.register_buffer("e", (c == 0).float() * 1e6)

    def forward(self, x):
        return -(torch.cdist(x.flatten(1) / 255, self.M) ** 2) - self.e


def train(images, labels, *, seed, device):
    x, y, g = setup(images, labels, seed, device)
    return NM(x, y).eval()
