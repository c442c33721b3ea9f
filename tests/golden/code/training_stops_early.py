"""Stops at 150 steps, where J is one and a half per cent above its least."""

import torch
from torch import nn


def train_autoencoder(X, k, lam, seed):
    torch.manual_seed(seed)
    m = X.shape[0]
    points = torch.tensor(X.T, dtype=torch.float32)
    model = nn.Sequential(nn.Linear(m, k, bias=False), nn.Linear(k, m, bias=False))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, weight_decay=2 * lam)
    epochs = 4_800 // len(points)  # 150 steps
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs)
    for _ in range(epochs):
        for x in torch.split(points[torch.randperm(len(points))], 32):
            loss = ((model(x) - x) ** 2).sum(1).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        schedule.step()
    return tuple(layer.weight.detach().numpy() for layer in model)
