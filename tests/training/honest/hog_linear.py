"""Ridge regression on histograms of oriented gradients."""

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


class FR(nn.Module):
    """ridge on fixed features"""

    def __init__(self, feat, x, y, lam=1.0):
        super().__init__()
        self.feat = feat
        with torch.no_grad():
            Z = torch.cat([feat(c) for c in x.split(256)])
            self.register_buffer("mu", Z.mean(0))
            sd = Z.std(0) if len(Z) > 1 else torch.ones_like(self.mu)
            self.register_buffer("sd", sd + 0.1 * sd.mean() + 1e-6)
            Z = (Z - self.mu) / self.sd
            Y = F.one_hot(y, K).float() - 0.1
            G = Z @ Z.T
            n = len(Z)
            if n <= Z.shape[1]:
                W = Z.T @ torch.linalg.solve(G + lam * Z.shape[1] * torch.eye(n, device=x.device), Y)
            else:
                W = torch.linalg.solve(Z.T @ Z + lam * Z.shape[1] * torch.eye(Z.shape[1], device=x.device), Z.T @ Y)
            self.register_buffer("W", W)

    def forward(self, x):
        return (self.feat(x) - self.mu) / self.sd @ self.W


class Hog(nn.Module):
    def forward(self, x):
        x = F.pad(x.mean(1, keepdim=True) / 255, (1, 1, 1, 1))
        gx = x[..., 1:-1, 2:] - x[..., 1:-1, :-2]
        gy = x[..., 2:, 1:-1] - x[..., :-2, 1:-1]
        mag = (gx**2 + gy**2 + 1e-8).sqrt()
        a = torch.atan2(gy, gx)
        B = 8
        bins = (
            torch.stack(
                [
                    F.relu(
                        1 - ((a - 2 * math.pi * k / B + math.pi) % (2 * math.pi) - math.pi).abs() * B / (2 * math.pi)
                    )
                    for k in range(B)
                ],
                1,
            )[:, :, 0]
            * mag
        )
        c = F.avg_pool2d(bins, 4, 2, 1)
        return (c / (c.norm(dim=1, keepdim=True) + 0.1)).flatten(1)


def train(images, labels, *, seed, device):
    x, y, g = setup(images, labels, seed, device)
    return FR(Hog(), x, y, 0.05).eval()
