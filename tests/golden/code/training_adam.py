"""Right: the weight decay of Adam, unlike that of AdamW, is part of the gradient."""

import torch
from torch import nn


def train_autoencoder(X, k, lam, seed):
    torch.manual_seed(seed)
    m = X.shape[0]
    points = torch.tensor(X.T, dtype=torch.float32)
    model = nn.Sequential(nn.Linear(m, k, bias=False), nn.Linear(k, m, bias=False))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01, weight_decay=2 * lam)
    epochs = 64_000 // len(points)  # 2,000 steps
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs)
    for _ in range(epochs):
        for x in torch.split(points[torch.randperm(len(points))], 32):
            loss = ((model(x) - x) ** 2).sum(1).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        schedule.step()
    return tuple(layer.weight.detach().numpy() for layer in model)
