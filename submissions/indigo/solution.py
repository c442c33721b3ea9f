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
