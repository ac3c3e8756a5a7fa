"""A table of a model's layers and of the shapes that pass through them.

Made from solutions/11_learner.py (chapter 11) by ``workbook build``: change it there.
"""

import pandas as pd
import torch
from torch import nn

__all__ = ["summary"]


def summary(model: nn.Module, shape: tuple[int, ...]) -> pd.DataFrame:
    """List the innermost layers of a model, in the order in which an input passes them.

    ``shape`` is that of one input, without the batch; the model is not changed. The columns are
    ``layer`` (its class), ``input_shape``, ``output_shape`` (-1 is the batch), ``trainable`` (None
    for a layer without parameters) and ``nb_params``.
    """
    rows = []

    def note(layer, inputs, output):
        own = list(layer.parameters())
        rows.append(
            {
                "layer": type(layer).__name__,
                "input_shape": (-1, *inputs[0].shape[1:]),
                "output_shape": (-1, *output.shape[1:]),
                "trainable": any(weight.requires_grad for weight in own) if own else None,
                "nb_params": sum(weight.numel() for weight in own),
            }
        )

    leaves = [layer for layer in model.modules() if not list(layer.children())]
    hooks = [layer.register_forward_hook(note) for layer in leaves]
    modes = {layer: layer.training for layer in model.modules()}
    device = next(model.parameters()).device
    try:
        model.eval()  # BatchNorm would learn from the example
        with torch.no_grad():
            model(torch.zeros(1, *shape, device=device))
    finally:
        for hook in hooks:
            hook.remove()
        for layer, training in modes.items():
            layer.training = training
    return pd.DataFrame(rows)
