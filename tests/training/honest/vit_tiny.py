"""A tiny vision transformer."""

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


def shift(x, g, r=1):
    n, c, h, w = x.shape
    p = F.pad(x, (r, r, r, r))
    i = torch.randint(0, 2 * r + 1, (n,), generator=g)
    j = torch.randint(0, 2 * r + 1, (n,), generator=g)
    a = torch.arange(h)
    return p[torch.arange(n)[:, None, None], :, (i[:, None] + a)[:, :, None], (j[:, None] + a)[:, None, :]].permute(
        0, 3, 1, 2
    )


class ViT(nn.Module):
    def __init__(self, c, d=48, L=2):
        super().__init__()
        self.e = nn.Conv2d(c, d, 2, 2)
        self.pos = nn.Parameter(torch.randn(1, 17, d) * 0.2)
        self.cls = nn.Parameter(torch.zeros(1, 1, d))
        self.enc = nn.ModuleList(
            [nn.TransformerEncoderLayer(d, 4, 2 * d, 0.0, "gelu", batch_first=True, norm_first=True) for _ in range(L)]
        )
        self.h = nn.Sequential(nn.LayerNorm(d), nn.Linear(d, K))

    def forward(self, x):
        z = self.e(x).flatten(2).transpose(1, 2)
        z = torch.cat([self.cls.expand(len(z), -1, -1), z], 1) + self.pos
        for l in self.enc:
            z = l(z)
        return self.h(z[:, 0])


def train(images, labels, *, seed, device):
    x, y, g = setup(images, labels, seed, device)
    n = len(x)
    m = Norm(ViT(x.shape[1])).to(device)
    steps = 250
    opt = torch.optim.AdamW(m.parameters(), 2e-3, weight_decay=0.05)
    sch = torch.optim.lr_scheduler.OneCycleLR(opt, 3e-3, total_steps=steps)
    for t in range(steps):
        b = torch.randint(0, n, (48,), generator=g)
        opt.zero_grad()
        F.cross_entropy(m(shift(x[b], g)), y[b]).backward()
        opt.step()
        sch.step()
    return m.eval()
