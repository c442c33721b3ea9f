"""The nearest image by tangent distance: small moves cost nothing."""

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


def blur(x):
    k = torch.tensor([1.0, 2, 1])
    k = (k[:, None] * k[None] / 16).to(x.device)
    return F.conv2d(F.pad(x.flatten(0, 1)[:, None], (1, 1, 1, 1)), k[None, None]).view(x.shape)


def tangents(x):
    """one-sided tangent distance: shift x/y, rotation, scale, two shears, thickness"""
    p = F.pad(x, (1, 1, 1, 1))
    gx = (p[..., 1:-1, 2:] - p[..., 1:-1, :-2]) / 2
    gy = (p[..., 2:, 1:-1] - p[..., :-2, 1:-1]) / 2
    h, w = x.shape[-2:]
    v, u = torch.meshgrid(torch.linspace(-1, 1, h), torch.linspace(-1, 1, w), indexing="ij")
    u = u.to(x.device)
    v = v.to(x.device)
    T = torch.stack([gx, gy, v * gx - u * gy, u * gx + v * gy, u * gx - v * gy, v * gx + u * gy, gx**2 + gy**2], 1)
    return T.flatten(2)


class TD(nn.Module):
    def __init__(self, x, y, k=3):
        super().__init__()
        z = blur(x / 255)
        T = tangents(z)
        n = len(x)
        A = T.transpose(1, 2)
        A = A / (A.norm(dim=1, keepdim=True) + 1e-3)
        Q = torch.linalg.svd(A, full_matrices=False)
        Qb = Q.U * (Q.S / (Q.S**2 + 0.05) ** 0.5)[:, None, :]
        self.register_buffer("Q", Qb)
        self.register_buffer("X", z.flatten(1))
        self.register_buffer("Y", F.one_hot(y, K).float())
        self.k = k

    def forward(self, x):
        out = []
        for c in x.split(64):
            q = blur(c / 255).flatten(1)
            d0 = torch.cdist(q, self.X)
            m = min(40, len(self.X))
            i = d0.topk(m, largest=False)[1]
            r = q[:, None] - self.X[i]
            pr = torch.einsum("bmd,bmdk->bmk", r, self.Q[i])
            d = ((r**2).sum(2) - (pr**2).sum(2)).clamp_min(0)
            v, j = d.topk(min(self.k, m), largest=False)
            out.append((self.Y[i.gather(1, j)] * torch.softmax(-(v - v[:, :1]) * 4, 1)[:, :, None]).sum(1))
        return torch.cat(out)


def train(images, labels, *, seed, device):
    x, y, g = setup(images, labels, seed, device)
    return TD(x, y).eval()
