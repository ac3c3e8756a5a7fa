"""Parts of PyTorch, written again in chapter 16 to understand them. Use the originals.

Made from solutions/16_source.py (chapter 16) by ``workbook build``: change it there.
"""

from collections.abc import Iterator

import torch
from torch import Tensor, nn
from torch.utils.data import Dataset

__all__ = ["adam_step", "collate", "linear_backward", "load_batches", "named_parameters"]


def collate(items: list) -> object:
    """Make a batch of items, all of one kind, as ``default_collate`` does.

    Tensors are stacked. Whole numbers become one Tensor. Tuples become a list, in which each part
    has been collated by itself; tuples of different lengths raise a ValueError.
    """
    first = items[0]
    if isinstance(first, Tensor):
        return torch.stack(items)
    if isinstance(first, tuple):
        return [collate(list(place)) for place in zip(*items, strict=True)]
    return torch.tensor(items)


def named_parameters(module: nn.Module, prefix: str = "") -> dict[str, nn.Parameter]:
    """All parameters of a module and of the modules in it, by name, in PyTorch's order.

    The module's own come first, then those of its children. A name is the path to its parameter
    (``body.0.weight``), with ``prefix`` in front. A parameter that is None is left out.
    """
    found = {prefix + name: p for name, p in module._parameters.items() if p is not None}
    for name, child in module._modules.items():
        found = found | named_parameters(child, f"{prefix}{name}.")
    return found


def linear_backward(grad: Tensor, x: Tensor, weight: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """The gradients of ``y = x @ weight.T + bias`` with respect to x, weight and bias.

    ``grad`` is the gradient with respect to y, (rows, outputs); ``x`` is (rows, inputs), ``weight``
    is (outputs, inputs). Each gradient has the shape and dtype of what it belongs to.
    """
    return grad @ weight, grad.T @ x, grad.sum(dim=0)


def adam_step(
    p: Tensor, grad: Tensor, m: Tensor, v: Tensor, step: int,
    lr: float = 1e-3, beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-8,
) -> tuple[Tensor, Tensor, Tensor]:  # fmt: skip
    """Weights, m and v after step number ``step`` (from 1), bit for bit as ``torch.optim.Adam``.

    ``m`` and ``v`` are the running averages of the gradient and of its square before the step.
    """
    m = torch.lerp(m, grad, 1 - beta1)
    v = (v * beta2).addcmul(grad, grad, value=1 - beta2)
    denominator = v.sqrt() / (1 - beta2**step) ** 0.5 + eps
    return p.addcdiv(m, denominator, value=-lr / (1 - beta1**step)), m, v


def load_batches(data: Dataset, batch_size: int, generator: torch.Generator) -> Iterator:
    """Yield the batches of ``DataLoader(data, batch_size, shuffle=True, generator=generator)``.

    The very same ones, epoch after epoch: as PyTorch does, it draws from ``generator`` a base seed,
    the order, and after the last batch another order that is not used.
    """
    torch.empty((), dtype=torch.int64).random_(generator=generator)
    order = torch.randperm(len(data), generator=generator).tolist()
    for start in range(0, len(order), batch_size):
        yield collate([data[i] for i in order[start : start + batch_size]])
    torch.randperm(len(data), generator=generator)
