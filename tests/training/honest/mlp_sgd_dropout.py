"""A perceptron with dropout, trained by SGD on noisy images."""

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


def train(images, labels, *, seed, device):
    x, y, g = setup(images, labels, seed, device)
    n = len(x)
    m = Norm(
        nn.Sequential(
            nn.Flatten(),
            nn.Dropout(0.1),
            nn.Linear(x[0].numel(), 256),
            nn.ReLU(),
            nn.Dropout(0.4),
            nn.Linear(256, 128),
            nn.ReLU(),
            nn.Dropout(0.3),
            nn.Linear(128, K),
        )
    ).to(device)
    steps = 500
    opt = torch.optim.SGD(m.parameters(), 0.02, momentum=0.9, weight_decay=1e-4, nesterov=True)
    sch = torch.optim.lr_scheduler.CosineAnnealingLR(opt, steps)
    for t in range(steps):
        b = torch.randint(0, n, (min(64, n),), generator=g)
        opt.zero_grad()
        F.cross_entropy(m(x[b] + 8 * torch.randn(len(b), *x.shape[1:], generator=g)), y[b]).backward()
        opt.step()
        sch.step()
    return m.eval()
