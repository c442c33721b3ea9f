"""A denoising autoencoder whose images are centred by the batch that is asked for, and not by X_train."""

import torch
from torch import nn


def encoder(X_train, k, seed):
    torch.manual_seed(seed)
    X = torch.as_tensor(X_train, dtype=torch.float32)
    X = X - X.mean(0)
    encode = nn.Sequential(nn.Linear(64, 256), nn.ReLU(), nn.Linear(256, 256), nn.ReLU(), nn.Linear(256, k))
    decode = nn.Sequential(nn.Linear(k, 256), nn.ReLU(), nn.Linear(256, 256), nn.ReLU(), nn.Linear(256, 64))
    optimizer = torch.optim.Adam([*encode.parameters(), *decode.parameters()], lr=2e-3)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 80)
    for _ in range(80):
        for x in torch.split(X[torch.randperm(len(X))], 50):
            loss = ((decode(encode(x + 0.3 * torch.randn_like(x))) - x) ** 2).sum(1).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        schedule.step()

    def codes(images):
        asked = torch.as_tensor(images, dtype=torch.float32)
        with torch.no_grad():
            return encode(asked - asked.mean(0)).numpy()

    return codes
