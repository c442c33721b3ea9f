"""Images are made upright by their moments; then kernel ridge regression."""

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


def deskew(x):
    n, c, h, w = x.shape
    p = x.sum(1) + 1e-3
    s = p.sum((1, 2))
    v, u = torch.meshgrid(
        torch.linspace(-1 + 1 / h, 1 - 1 / h, h), torch.linspace(-1 + 1 / w, 1 - 1 / w, w), indexing="ij"
    )
    u = u.to(x.device)
    v = v.to(x.device)
    mu = (p * u).sum((1, 2)) / s
    mv = (p * v).sum((1, 2)) / s
    dv = v - mv[:, None, None]
    du = u - mu[:, None, None]
    a = ((p * du * dv).sum((1, 2)) / (p * dv * dv).sum((1, 2)).clamp_min(1e-4)).clamp(-0.7, 0.7)
    th = torch.zeros(n, 2, 3, device=x.device)
    th[:, 0, 0] = 1
    th[:, 0, 1] = a
    th[:, 0, 2] = mu
    th[:, 1, 1] = 1
    th[:, 1, 2] = mv
    return F.grid_sample(x, F.affine_grid(th, x.shape, align_corners=False), align_corners=False)


def f(x):
    z = deskew(x).flatten(1)
    return 4 * z / (z.norm(dim=1, keepdim=True) + 1)


def train(images, labels, *, seed, device):
    x, y, g = setup(images, labels, seed, device)
    return KRR(f(x), F.one_hot(y, K).float() - 0.1, 0.12, 0.05, f).eval()
