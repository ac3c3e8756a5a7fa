"""Training, a part of Classifier: what is the largest object? (chapter 10).

Made from solutions/10_classifier.py by ``workbook build``: change it there.
"""

import math

__all__ = ["find_rates", "should_stop", "train_step"]


def train_step(model, loss_func, opt, x, y):
    """Let a model learn from one batch.

    Parameters
    ----------
    model : Module
        Gives outputs for ``x``.
    loss_func : callable
        ``loss_func(outputs, y)`` is one number (a Tensor): how wrong the outputs are.
    opt : Optimizer
        Of the model's parameters.
    x, y : Tensor
        A batch, and what should come out.

    Returns
    -------
    float
        The loss before the step.
    """
    loss = loss_func(model(x), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
    return loss.item()


def find_rates(start_lr, end_lr, steps):
    """Learning rates that grow by the same factor from step to step.

    Parameters
    ----------
    start_lr, end_lr : float
        The first and the last rate, both above 0.
    steps : int
        How many, at least 2.

    Returns
    -------
    list of float
    """
    factor = (end_lr / start_lr) ** (1 / (steps - 1))
    return [start_lr * factor**step for step in range(steps)]


def should_stop(losses, factor=4):
    """Say whether a search for a learning rate has gone too far.

    Parameters
    ----------
    losses : list of float
        The losses so far, the last one is the newest; at least one.
    factor : float
        So many times the best loss is too much.

    Returns
    -------
    bool
        True when the newest loss is not a number, infinite, or more than ``factor`` times the
        smallest so far.
    """
    return not math.isfinite(losses[-1]) or losses[-1] > factor * min(losses)
