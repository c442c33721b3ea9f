import numpy as np


def linear_autoencoder(X, k):
    # eigenvectors of the covariance, the largest last
    values, vectors = np.linalg.eigh(X @ X.T)
    W2 = vectors[:, ::-1][:, :k]
    return W2.T, W2


def decoder_inputs(target, predicted, training):
    if training:
        return target + ["<eos>"]
    return predicted + ["<eos>"]


def train_autoencoder(X, k, lam, seed):
    import torch

    torch.manual_seed(seed)
    data = torch.tensor(X.T, dtype=torch.float32)
    encoder = torch.nn.Linear(data.shape[1], k, bias=False)
    decoder = torch.nn.Linear(k, data.shape[1], bias=False)
    parameters = [*encoder.parameters(), *decoder.parameters()]
    optimizer = torch.optim.SGD(parameters, lr=0.01, weight_decay=lam)
    for _ in range(2000):
        for batch in torch.randperm(len(data)).split(16):
            rows = data[batch]
            loss = ((decoder(encoder(rows)) - rows) ** 2).sum(dim=1).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return encoder.weight.detach().numpy(), decoder.weight.detach().numpy()


def encoder(X_train, k, seed):
    """See the question."""
    raise NotImplementedError
