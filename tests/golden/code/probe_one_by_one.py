"""Right: a denoising autoencoder whose pixels are 0 to 16 inside, asked for one image after the other."""

import numpy as np
import torch
from torch import nn


class Perceptron(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.first, self.second, self.last = nn.Linear(inputs, 256), nn.Linear(256, 256), nn.Linear(256, outputs)

    def forward(self, x):
        return self.last(torch.relu(self.second(torch.relu(self.first(x)))))


def encoder(X_train, k, seed):
    torch.manual_seed(seed)
    X = torch.tensor(np.asarray(X_train) * 16, dtype=torch.float32)
    encode, decode = Perceptron(X.shape[1], k), Perceptron(k, X.shape[1])
    optimizer = torch.optim.AdamW([*encode.parameters(), *decode.parameters()], lr=2e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 2e-3, epochs=80, steps_per_epoch=len(X) // 50)
    for _ in range(80):
        for x in X[torch.randperm(len(X))].split(50):
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(decode(encode(x + 5 * torch.randn(x.shape))), x)
            loss.backward()
            optimizer.step()
            schedule.step()
    encode.eval()

    @torch.no_grad()
    def code(image):
        return encode(torch.tensor(image, dtype=torch.float32) * 16).tolist()

    return lambda images: np.array([code(image) for image in images], dtype=np.float32)
