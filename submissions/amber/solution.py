"""Right: the eigenvectors of C, largest first."""

import numpy as np


def linear_autoencoder(X, k):
    _, U = np.linalg.eigh(X @ X.T)
    U_k = U[:, ::-1][:, :k]
    return U_k.T, U_k


"""Right, read as the run so far: in training, too, no more inputs than words said, and one."""


def decoder_inputs(target, predicted, training):
    words = target if training else predicted
    inputs = ["<sos>"]
    for step in range(min(len(predicted), len(words))):
        inputs.append(words[step])
    return inputs


"""MSELoss averages over the m features too: the penalty weighs m times too much."""

import torch
from torch import nn


def train_autoencoder(X, k, lam, seed):
    torch.manual_seed(seed)
    m = X.shape[0]
    points = torch.tensor(X.T, dtype=torch.float32)
    model = nn.Sequential(nn.Linear(m, k, bias=False), nn.Linear(k, m, bias=False))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.2, weight_decay=2 * lam)
    epochs = 64_000 // len(points)  # 2,000 steps
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs)
    for _ in range(epochs):
        for x in torch.split(points[torch.randperm(len(points))], 32):
            loss = nn.functional.mse_loss(model(x), x)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        schedule.step()
    return tuple(layer.weight.detach().numpy() for layer in model)
