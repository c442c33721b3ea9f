"""A linear autoencoder trained by SGD: its codes span what PCA's do, and serve no better."""

import torch
from torch import nn


def encoder(X_train, k, seed):
    torch.manual_seed(seed)
    X = torch.as_tensor(X_train, dtype=torch.float32)
    mean = X.mean(0)
    encode, decode = nn.Linear(64, k, bias=False), nn.Linear(k, 64, bias=False)
    optimizer = torch.optim.SGD([*encode.parameters(), *decode.parameters()], lr=5e-3, momentum=0.9)
    for _ in range(80):
        for x in torch.split(X[torch.randperm(len(X))], 50):
            loss = ((decode(encode(x - mean)) - (x - mean)) ** 2).sum(1).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()

    def codes(images):
        with torch.no_grad():
            return encode(torch.as_tensor(images, dtype=torch.float32) - mean).numpy()

    return codes
