"""The label of the nearest image, of all shifts by a pixel."""

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


def all_shifts(x, r=1):
    h, w = x.shape[-2:]
    p = F.pad(x, (r, r, r, r))
    return torch.stack([p[..., i : i + h, j : j + w] for i in range(2 * r + 1) for j in range(2 * r + 1)], 1)


def score(q, X, Y):  # every training image in 9 shifts, nearest in any
    n = len(Y)
    d = torch.cdist(q, X.flatten(0, 1)).view(len(q), n, -1).amin(2)
    v, i = d.topk(min(3, n), largest=False)
    return (Y[i] * torch.softmax(-(v - v[:, :1]) * 8, 1)[:, :, None]).sum(1)


class M(Mem):
    def __init__(self, x, y):
        nn.Module.__init__(self)
        self.f = lambda x: x.flatten(1) / 255
        self.score = score
        self.register_buffer("X", all_shifts(x).flatten(2) / 255)
        self.register_buffer("Y", F.one_hot(y, K).float())


def train(images, labels, *, seed, device):
    x, y, g = setup(images, labels, seed, device)
    return M(x, y).eval()
