"""A linear autoencoder that rebuilds images of which half the pixels were hidden: linear codes all the same."""

import torch
from torch import nn


def encoder(X_train, k, seed):
    torch.manual_seed(seed)
    X = torch.as_tensor(X_train, dtype=torch.float32)
    encode, decode = nn.Linear(64, k), nn.Linear(k, 64)
    optimizer = torch.optim.Adam([*encode.parameters(), *decode.parameters()], lr=2e-3)
    for _ in range(80):
        for x in torch.split(X[torch.randperm(len(X))], 50):
            loss = ((decode(encode(x * (torch.rand_like(x) > 0.5))) - x) ** 2).sum(1).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()

    def codes(images):
        with torch.no_grad():
            return encode(torch.as_tensor(images, dtype=torch.float32)).numpy()

    return codes
