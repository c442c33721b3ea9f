"""Labels spread over the batch that it is asked for: it learns from test images."""

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


def all_shifts(x, r=1):
    h, w = x.shape[-2:]
    p = F.pad(x, (r, r, r, r))
    return torch.stack([p[..., i : i + h, j : j + w] for i in range(2 * r + 1) for j in range(2 * r + 1)], 1)


class LP(nn.Module):
    """label spreading over the batch it is asked about (helps only when batches are large)"""

    def __init__(self, x, y):
        super().__init__()
        self.register_buffer("X", x)
        self.register_buffer("Y", F.one_hot(y, K).float())

    def forward(self, x):
        a = torch.cat([self.X, x])
        f = a.flatten(1) / 255
        S = all_shifts(a).flatten(2) / 255
        d = torch.stack([torch.cdist(f, S[:, i]) for i in (1, 3, 4, 5, 7)]).amin(0) ** 2
        d = torch.minimum(d, d.T)
        d.fill_diagonal_(1e9)
        k = min(10, len(a) - 1)
        v, i = d.topk(k, largest=False)
        sg = v[:, -1].clamp_min(1e-6)
        W = torch.zeros(len(a), len(a)).scatter(1, i, torch.exp(-v / sg[:, None]))
        W = torch.maximum(W, W.T)
        D = W.sum(1).rsqrt()
        W = D[:, None] * W * D[None]
        Y0 = torch.zeros(len(a), K)
        n = len(self.X)
        Y0[:n] = self.Y / self.Y.sum(0).clamp_min(1)
        Z = Y0
        for _ in range(60):
            Z = 0.97 * W @ Z + 0.03 * Y0
        Z = Z / Z.sum(0, keepdim=True).clamp_min(1e-9)
        return (Z[n:] + 1e-9).log()


def train(images, labels, *, seed, device):
    x, y, g = setup(images, labels, seed, device)
    return LP(x, y).eval()
