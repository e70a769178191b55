"""Under a Python with PyTorch (make peers): modules' weights, inputs and outputs, for the tests."""

from pathlib import Path

import numpy as np
import torch
from torch import nn

OUT = Path(__file__).parent / "torch_modules.npz"


class Last(nn.Module):
    """What a recurrent module or attention gives, alone."""

    def __init__(self, **inner):
        super().__init__()
        for name, module in inner.items():
            setattr(self, name, module)
        self.module = next(iter(inner.values()))

    def forward(self, x):
        given = (x, x, x) if isinstance(self.module, nn.MultiheadAttention) else (x,)
        return self.module(*given)[0]

    def state_dict(self, **options):
        found = super().state_dict(**options)
        return {k: v for k, v in found.items() if not k.startswith("module.")}


def modules():
    convolutional = nn.Sequential(
        nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Flatten(), nn.Linear(64, 5),
        nn.PReLU(), nn.Linear(5, 2, bias=False),
    )  # fmt: skip
    return {
        "convolutional": (convolutional, (2, 3, 6, 6)),
        "transposed": (nn.Sequential(nn.ConvTranspose2d(3, 2, 3)), (2, 3, 4, 4)),
        "depthwise": (nn.Sequential(nn.Conv2d(3, 6, 3, groups=3)), (2, 3, 5, 5)),
        "grouped": (nn.Sequential(nn.Conv1d(4, 6, 2, groups=2), nn.GroupNorm(3, 6)), (2, 4, 5)),
        "lstm": (Last(rnn=nn.LSTM(4, 3, num_layers=2, batch_first=True)), (2, 5, 4)),
        "gru": (Last(rnn=nn.GRU(4, 3, batch_first=True)), (2, 5, 4)),
        "simple": (Last(rnn=nn.RNN(4, 3, batch_first=True)), (2, 5, 4)),
        "both_ways": (Last(rnn=nn.LSTM(4, 3, batch_first=True, bidirectional=True)), (2, 5, 4)),
        "attention": (Last(attn=nn.MultiheadAttention(6, 2, batch_first=True)), (2, 5, 6)),
        "words": (nn.Sequential(nn.Embedding(9, 4), nn.LayerNorm(4), nn.RMSNorm(4)), (2, 5)),
    }


def main():
    torch.manual_seed(0)
    found = {}
    for name, (module, shape) in modules().items():
        module.eval()
        for key, value in module.state_dict().items():
            if value.is_floating_point():
                with torch.no_grad():  # the module's own tensor: variances stay positive
                    value.copy_(torch.rand(value.shape) - (0.0 if "var" in key else 0.4))
        x = torch.randint(0, 9, shape) if name == "words" else torch.randn(shape)
        with torch.no_grad():
            found[f"{name}|x"], found[f"{name}|y"] = x.numpy(), module(x).numpy()
        found |= {f"{name}|{k}": v.numpy() for k, v in module.state_dict().items()}
    np.savez_compressed(OUT, **found)


if __name__ == "__main__":
    main()
