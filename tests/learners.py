"""Small learners for tests: a tiny network on random pixels, with everything a real one has."""

import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, TensorDataset

from minilib.classifier import accuracy, class_head
from minilib.data import ModelData
from minilib.learner import Learner

EPOCHS = 40
STEPS = 3


def tiny_data(n=12, sz=8, seed=0):
    """Random pixels: the class is the colour that is brightest."""
    chance = torch.Generator().manual_seed(seed)
    x = torch.randint(0, 256, (n, sz, sz, 3), dtype=torch.uint8, generator=chance)
    y = torch.randint(0, 3, (n,), generator=chance)
    x[torch.arange(n), :, :, y] = 255
    data = TensorDataset(x, y)
    bs = n // STEPS
    trn_dl = DataLoader(data, batch_size=bs, shuffle=True, drop_last=True)
    return ModelData(data, data, trn_dl, DataLoader(data, batch_size=bs), ["r", "g", "b"], sz)


def conv(n_in, n_out):
    """A group as in a real body: with a BatchNorm that has a memory."""
    return nn.Sequential(nn.Conv2d(n_in, n_out, 3, padding=1), nn.BatchNorm2d(n_out), nn.ReLU())


def tiny_learner(path, **kwargs):
    """Three groups: early, late, head (with Dropout and BatchNorm)."""
    model = nn.Sequential(conv(3, 4), conv(4, 6), class_head(6, 3))
    metrics = [accuracy]
    return Learner(tiny_data(), model, F.cross_entropy, metrics, device="cpu", path=path, **kwargs)
