"""Right but for its precision: float32 throughout, whatever the type of X."""

import torch


def linear_autoencoder(X, k):
    X = torch.tensor(X, dtype=torch.float32)
    U_k = torch.linalg.eigh(X @ X.T)[1].flip(1)[:, :k].numpy()
    return U_k.T, U_k


"""Stops after the target's length in evaluation, where nobody knows it."""


def decoder_inputs(target, predicted, training):
    words = target if training else predicted
    return ["<sos>"] + words[: len(target)]


"""MSELoss's mean and weight_decay = λ, both: m/2."""

import torch
from torch import nn


def train_autoencoder(X, k, lam, seed):
    torch.manual_seed(seed)
    m = X.shape[0]
    points = torch.tensor(X.T, dtype=torch.float32)
    model = nn.Sequential(nn.Linear(m, k, bias=False), nn.Linear(k, m, bias=False))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.2, weight_decay=lam)
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
