"""Summary, a part of Classifier: what is the largest object? (chapter 10).

Made from solutions/10_classifier.py by ``workbook build``: change it there.
"""

import pandas as pd
import torch

__all__ = ["summary"]


def summary(model, shape):
    """List the layers of a model, as an example input goes through them.

    Parameters
    ----------
    model : Module
        On any device; it is not changed.
    shape : tuple of int
        Of one input, without the batch, for example ``(3, 224, 224)``.

    Returns
    -------
    DataFrame
        A row for each layer that has no layers inside, in the order in which they run: ``layer``
        (its kind), ``input_shape`` and ``output_shape`` (the batch is written as -1),
        ``trainable`` (None for a layer without parameters), ``nb_params``.
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
