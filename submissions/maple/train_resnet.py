import torch
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
