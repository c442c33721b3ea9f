import numpy as np


def linear_autoencoder(X, k):
    """PCA: the top k left singular vectors of X."""
    U, _, _ = np.linalg.svd(X, full_matrices=True)
    W2 = U[:, :k].astype(X.dtype)
    return W2.T.copy(), W2


def decoder_inputs(target, predicted, training):
    fed = target if training else predicted
    return ["<sos>", *fed]


def train_autoencoder(X, k, lam, seed):
    """Minibatch SGD on J; weight_decay adds w * W to the gradient, so w = 2 lam."""
    import torch
    from torch import nn

    torch.manual_seed(seed)
    data = torch.as_tensor(X.T, dtype=torch.float64)
    n, m = data.shape
    model = nn.Sequential(nn.Linear(m, k, bias=False), nn.Linear(k, m, bias=False)).double()
    scale = float((data**2).sum() / n)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.3 / scale, weight_decay=2 * lam)
    loss = nn.MSELoss(reduction="sum")
    for epoch in range(4000):
        size = 16 if epoch < 400 else n  # the noise of small batches would keep the penalty from its balance
        for batch in torch.randperm(n).split(size):
            optimizer.zero_grad()
            (loss(model(data[batch]), data[batch]) / len(batch)).backward()
            optimizer.step()
    return model[0].weight.detach().numpy(), model[1].weight.detach().numpy()


def encoder(X_train, k, seed):
    """A small denoising autoencoder; the codes are its narrowest layer."""
    import torch
    from torch import nn

    torch.manual_seed(seed)
    flat = torch.as_tensor(X_train, dtype=torch.float32).reshape(len(X_train), -1)
    mean, std = flat.mean(), flat.std()
    flat = (flat - mean) / std
    m = flat.shape[1]
    down = nn.Sequential(nn.Linear(m, 256), nn.GELU(), nn.Linear(256, k))
    up = nn.Sequential(nn.Linear(k, 256), nn.GELU(), nn.Linear(256, m))
    optimizer = torch.optim.Adam([*down.parameters(), *up.parameters()], lr=4e-3)
    rate = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 60)
    for _ in range(60):
        for batch in torch.randperm(len(flat)).split(64):
            rows = flat[batch]
            loss = nn.functional.mse_loss(up(down(rows + 0.8 * torch.randn_like(rows))), rows)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        rate.step()

    def codes(images):
        rows = torch.as_tensor(images, dtype=torch.float32).reshape(len(images), -1)
        with torch.no_grad():
            return down((rows - mean) / std).numpy()

    return codes
