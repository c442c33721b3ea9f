"""Boosted decision stumps on single pixels."""

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


class Stumps(nn.Module):
    def __init__(self, j, t, L, R, f0):
        super().__init__()
        [self.register_buffer(k, v) for k, v in dict(j=j, t=t, L=L, R=R, f0=f0).items()]

    def forward(self, x):
        z = (x.flatten(1)[:, self.j] > self.t).float()
        return self.f0 + z @ self.R + (1 - z) @ self.L


def train(images, labels, *, seed, device):
    x, y, g = setup(images, labels, seed, device)
    z = x.flatten(1)
    n, d = z.shape
    Y = F.one_hot(y, K).float()
    Fx = torch.zeros(n, K)
    lr = 0.4
    q = torch.tensor([20.0, 60.0, 110.0, 160.0, 210.0])
    B = (z[:, :, None] > q).float().flatten(1)
    nb = B.sum(0)[:, None]
    js, ts, Ls, Rs = [], [], [], []
    for t in range(250):
        G = Y - Fx.softmax(1)
        cols = torch.randperm(B.shape[1], generator=g)[:80]
        Bc = B[:, cols]
        s = Bc.T @ G
        tot = G.sum(0)
        k = nb[cols]
        gain = (s**2).sum(1) / (k[:, 0] + 1) + ((tot - s) ** 2).sum(1) / (n - k[:, 0] + 1)
        i = gain.argmax()
        c = cols[i]
        R = lr * 4 * s[i] / (k[i] + 1)
        L = lr * 4 * (tot - s[i]) / (n - k[i] + 1)
        Fx = Fx + B[:, c : c + 1] * R + (1 - B[:, c : c + 1]) * L
        js.append(c // len(q))
        ts.append(q[c % len(q)])
        Ls.append(L)
        Rs.append(R)
    return Stumps(torch.stack(js), torch.stack(ts), torch.stack(Ls), torch.stack(Rs), torch.zeros(K)).eval()
