"""Nearest neighbours by the image distortion model: each pixel may move."""

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


def up(x):
    return F.interpolate(x.mean(1, keepdim=True) / 255, scale_factor=1.5, mode="bilinear", align_corners=False)


def ctx(z):
    """3x3 neighbourhoods of both gradients at every pixel"""
    p = F.pad(z, (1, 1, 1, 1))
    gx = p[..., 1:-1, 2:] - p[..., 1:-1, :-2]
    gy = p[..., 2:, 1:-1] - p[..., :-2, 1:-1]
    n, _, h, w = z.shape
    return F.unfold(torch.cat([gx, gy], 1), 3, padding=1).view(n, 18, h * w)


class IDM(nn.Module):
    """image distortion model: each pixel may move one pixel (on a finer grid) to its best match"""

    def __init__(self, x, y):
        super().__init__()
        self.register_buffer("X", x)
        z = up(x)
        self.register_buffer("Y", F.one_hot(y, K).float())
        c = ctx(z)
        n, q, P = c.shape
        h = z.shape[-1]
        self.register_buffer("C", all_shifts(c.view(n, q, h, h)).flatten(3))
        self.register_buffer("F0", all_shifts(x).flatten(2) / 255)

    def forward(self, x):
        out = []
        for b in x.split(32):
            n = len(self.X)
            d0 = torch.cdist(b.flatten(1) / 255, self.F0.flatten(0, 1)).view(len(b), n, -1).amin(2)
            m = min(24, n)
            i = d0.topk(m, largest=False)[1]
            q = ctx(up(b))
            d = torch.full((len(b), m, q.shape[2]), 1e9)
            for s in range(9):
                d = torch.minimum(d, ((q[:, None] - self.C[i, s]) ** 2).sum(2))
            v, j = d.sum(2).topk(min(3, m), largest=False)
            out.append((self.Y[i.gather(1, j)] * torch.softmax(-(v - v[:, :1]) / 4, 1)[:, :, None]).sum(1))
        return torch.cat(out)


def train(images, labels, *, seed, device):
    x, y, g = setup(images, labels, seed, device)
    return IDM(x, y).eval()
