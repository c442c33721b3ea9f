"""Honest code of the sample class. It is text here: the grader runs it in its sandbox."""

SVD_SOLVER = '''import numpy as np


def linear_autoencoder(X, k):
    """PCA: the top k left singular vectors of X."""
    U, _, _ = np.linalg.svd(X, full_matrices=True)
    W2 = U[:, :k].astype(X.dtype)
    return W2.T.copy(), W2
'''

EIGEN_SOLVER = """import numpy as np


def linear_autoencoder(X, k):
    # eigenvectors of the covariance, the largest last
    values, vectors = np.linalg.eigh(X @ X.T)
    W2 = vectors[:, ::-1][:, :k]
    return W2.T, W2
"""

DECODER_INPUTS = """

def decoder_inputs(target, predicted, training):
    fed = target if training else predicted
    return ["<sos>", *fed]
"""

SHIFTED_INPUTS = """

def decoder_inputs(target, predicted, training):
    if training:
        return target + ["<eos>"]
    return predicted + ["<eos>"]
"""

TRAINED = '''

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
'''

HALF_PENALTY = """

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
"""

ENCODER = '''

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
    optimizer = torch.optim.Adam([*down.parameters(), *up.parameters()], lr=5e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 5e-3, total_steps=120 * -(-len(flat) // 128))
    for _ in range(120):
        for batch in torch.randperm(len(flat)).split(128):
            rows = flat[batch]
            loss = nn.functional.mse_loss(up(down(rows + 0.8 * torch.randn_like(rows))), rows)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()

    def codes(images):
        rows = torch.as_tensor(images, dtype=torch.float32).reshape(len(images), -1)
        with torch.no_grad():
            return down((rows - mean) / std).numpy()

    return codes
'''

RESNET = """import torch
from torch import nn
from torch.nn import functional as F


def conv(c_in, c_out, pool=False):
    layers = [nn.Conv2d(c_in, c_out, 3, padding=1, bias=False)]
    layers += [nn.MaxPool2d(2)] if pool else []
    return nn.Sequential(*layers, nn.BatchNorm2d(c_out), nn.CELU(0.3))


class Residual(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.inner = nn.Sequential(conv(channels, channels), conv(channels, channels))

    def forward(self, x):
        return x + self.inner(x)


class Scale(nn.Module):
    def forward(self, x):
        return 0.125 * x


def network(channels, classes=10):
    return nn.Sequential(
        conv(channels, 64), conv(64, 128, pool=True), Residual(128), conv(128, 256, pool=True),
        conv(256, 512, pool=True), Residual(512), nn.AdaptiveMaxPool2d(1), nn.Flatten(),
        nn.Linear(512, classes, bias=False), Scale(),
    )


def augmented(x):
    shift = torch.randint(0, 9, (2,)).tolist()
    x = F.pad(x, (4, 4, 4, 4), mode="reflect")[:, :, shift[0]:shift[0] + x.shape[2], shift[1]:shift[1] + x.shape[3]]
    return x.flip(3) if torch.rand(()) < 0.5 else x


def train(images, labels, *, seed, device):
    torch.manual_seed(seed)
    half = torch.device(device).type == "cuda"
    x = torch.as_tensor(images).to(device, torch.float32)
    x = (x - x.mean()) / x.std()
    y = torch.as_tensor(labels).to(device)
    model = network(x.shape[1]).to(device)
    epochs, size = 16, 512
    steps = epochs * (len(x) // size + 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.4, momentum=0.9, nesterov=True, weight_decay=5e-4)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.4, total_steps=steps, pct_start=0.25)
    for _ in range(epochs):
        model.train()
        for batch in torch.randperm(len(x), device=device).split(size):
            with torch.autocast(device_type=torch.device(device).type, dtype=torch.float16, enabled=half):
                loss = F.cross_entropy(model(augmented(x[batch])), y[batch], label_smoothing=0.2)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    return model.eval()
"""

SHORT = SVD_SOLVER + DECODER_INPUTS + TRAINED
"""Without the encoder, which trains eight times."""
ALL = SHORT + ENCODER
HALF = EIGEN_SOLVER + SHIFTED_INPUTS + HALF_PENALTY


def stub(function: str) -> str:
    """A function of the starter that was left as it was."""
    return f'\n\ndef {function}:\n    """See the question."""\n    raise NotImplementedError\n'


STUBS = {
    name: stub(function)
    for name, function in {
        "decoder_inputs": "decoder_inputs(target, predicted, training)",
        "train_autoencoder": "train_autoencoder(X, k, lam, seed)",
        "encoder": "encoder(X_train, k, seed)",
    }.items()
}
