"""A deep autoencoder trained to copy its images, without noise: no better than PCA for a linear probe."""

import torch
from torch import nn


def encoder(X_train, k, seed):
    torch.manual_seed(seed)
    X = torch.as_tensor(X_train, dtype=torch.float32)
    encode = nn.Sequential(nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 64), nn.ReLU(), nn.Linear(64, k))
    decode = nn.Sequential(nn.Linear(k, 64), nn.ReLU(), nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 64))
    optimizer = torch.optim.Adam([*encode.parameters(), *decode.parameters()], lr=1e-3)
    for _ in range(60):
        for x in torch.split(X[torch.randperm(len(X))], 50):
            loss = nn.functional.mse_loss(decode(encode(x)), x)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()

    def codes(images):
        with torch.no_grad():
            return encode(torch.as_tensor(images, dtype=torch.float32)).numpy()

    return codes
