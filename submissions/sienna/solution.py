"""Takes the rows of X for the points."""

import numpy as np


def linear_autoencoder(X, k):
    _, _, directions = np.linalg.svd(X)
    return directions[:k], directions[:k].T


"""<sos> is missing: these are the outputs, shifted by one."""


def decoder_inputs(target, predicted, training):
    return list(target if training else predicted)


"""Standardises the features, and so finds the directions of other data."""

import torch
from torch import nn


def train_autoencoder(X, k, lam, seed):
    torch.manual_seed(seed)
    m = X.shape[0]
    points = torch.tensor((X / X.std(axis=1, keepdims=True)).T, dtype=torch.float32)
    model = nn.Sequential(nn.Linear(m, k, bias=False), nn.Linear(k, m, bias=False))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, weight_decay=2 * lam)
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


"""All the pixels, where k numbers are asked for."""


def encoder(X_train, k, seed):
    return lambda images: images
