"""Dropout left on: every call gives an image another code."""

import torch
from torch import nn


def encoder(X_train, k, seed):
    torch.manual_seed(seed)
    X = torch.as_tensor(X_train, dtype=torch.float32)
    encode = nn.Sequential(
        nn.Linear(64, 256),
        nn.ReLU(),
        nn.Dropout(0.05),
        nn.Linear(256, 256),
        nn.ReLU(),
        nn.Dropout(0.05),
        nn.Linear(256, k),
    )
    decode = nn.Sequential(nn.Linear(k, 256), nn.ReLU(), nn.Linear(256, 64))
    optimizer = torch.optim.Adam([*encode.parameters(), *decode.parameters()], lr=2e-3)
    for _ in range(30):
        for x in torch.split(X[torch.randperm(len(X))], 50):
            loss = ((decode(encode(x)) - x) ** 2).sum(1).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()

    def codes(images):
        with torch.no_grad():
            return encode(torch.as_tensor(images, dtype=torch.float32)).numpy()

    return codes
