"""Other right answers to the exercises of chapter 11, and mutants that are right as well."""

import math

import numpy as np


def growing_rates_loop(start_lr, end_lr, steps):
    rates = [start_lr]
    for _ in range(steps - 1):
        rates.append(rates[-1] * (end_lr / start_lr) ** (1 / (steps - 1)))
    return rates


def growing_rates_powers(start_lr, end_lr, steps):
    return [start_lr * (end_lr / start_lr) ** (step / (steps - 1)) for step in range(steps)]


def growing_rates_geomspace(start_lr, end_lr, steps):
    return np.geomspace(start_lr, end_lr, steps).tolist()


def growing_rates_logs(start_lr, end_lr, steps):
    low, high = math.log(start_lr), math.log(end_lr)
    return [math.exp(low + (high - low) * step / (steps - 1)) for step in range(steps)]


def has_diverged_ifs(losses, factor=4):
    newest = losses[-1]
    if math.isnan(newest) or math.isinf(newest):
        return True
    return newest > min(losses) * factor


def has_diverged_not_below(losses, factor=4):
    newest = losses[-1]
    return newest == math.inf or not newest <= factor * min(losses)


def has_diverged_sorted(losses, factor=4):
    if not math.isfinite(losses[-1]):
        return True
    return losses[-1] / sorted(losses)[0] > factor


def has_diverged_numpy(losses, factor=4):
    return bool(not np.isfinite(losses[-1]) or losses[-1] > factor * np.min(losses))


def growing_rates_accumulate(start_lr, end_lr, steps):
    factor = (end_lr / start_lr) ** (1 / (steps - 1))
    rates, rate = [], start_lr
    while len(rates) < steps:
        rates.append(rate)
        rate *= factor
    return rates


def has_diverged_loop(losses, factor=4):
    smallest = math.inf
    for loss in losses:
        smallest = loss if loss < smallest else smallest
    newest = losses[len(losses) - 1]
    if newest != newest or newest in (math.inf, -math.inf):
        return True
    return newest > smallest * factor


def group_rates_loop(lr, groups=3, factor=10):
    rates = []
    for _ in range(groups):
        rates.insert(0, lr)
        lr = lr / factor
    return rates


def group_rates_reversed(lr, groups=3, factor=10):
    return [lr / factor**away for away in reversed(range(groups))]


def group_rates_negative_powers(lr, groups=3, factor=10):
    return [lr * factor ** (1 + group - groups) for group in range(groups)]


def group_rates_numpy(lr, groups=3, factor=10):
    return (lr / float(factor) ** np.arange(groups)[::-1]).tolist()


def diagnose_ifs(pixel_mean, head_gradient, first_loss, one_batch, val_loss, n_classes):
    if pixel_mean < -3 or pixel_mean > 3:
        return "pixels"
    if head_gradient == 0:
        return "frozen head"
    if math.isnan(one_batch) or one_batch > first_loss:
        return "rate too high"
    if one_batch > 0.9 * first_loss:
        return "rate too low"
    if val_loss >= math.log(n_classes):
        return "labels"
    return None


def diagnose_elifs(pixel_mean, head_gradient, first_loss, one_batch, val_loss, n_classes):
    cause = None
    if not -3 <= pixel_mean <= 3:
        cause = "pixels"
    elif not head_gradient:
        cause = "frozen head"
    elif not (math.isfinite(one_batch) and one_batch <= first_loss):
        cause = "rate too high"
    elif one_batch > first_loss * 0.9:
        cause = "rate too low"
    elif not val_loss < -math.log(1 / n_classes):
        cause = "labels"
    return cause


def diagnose_pairs(pixel_mean, head_gradient, first_loss, one_batch, val_loss, n_classes):
    questions = [
        ("pixels", abs(pixel_mean) <= 3),
        ("frozen head", head_gradient != 0),
        ("rate too high", one_batch <= first_loss),
        ("rate too low", one_batch <= 0.9 * first_loss),
        ("labels", val_loss < np.log(n_classes)),
    ]
    for cause, fine in questions:
        if not fine:
            return cause


def diagnose_match(pixel_mean, head_gradient, first_loss, one_batch, val_loss, n_classes):
    blind = math.log(n_classes)
    match (abs(pixel_mean) > 3, head_gradient == 0, one_batch / first_loss, val_loss):
        case (True, _, _, _):
            return "pixels"
        case (_, True, _, _):
            return "frozen head"
        case (_, _, ratio, _) if math.isnan(ratio) or ratio > 1:
            return "rate too high"
        case (_, _, _, _) if one_batch > 0.9 * first_loss:
            return "rate too low"
        case (_, _, _, loss) if loss >= blind:
            return "labels"


RIGHT_WAYS = {
    "group_rates": [
        group_rates_loop,
        group_rates_reversed,
        group_rates_negative_powers,
        group_rates_numpy,
    ],
    "diagnose": [diagnose_ifs, diagnose_elifs, diagnose_pairs, diagnose_match],
    "growing_rates": [
        growing_rates_loop,
        growing_rates_powers,
        growing_rates_geomspace,
        growing_rates_logs,
        growing_rates_accumulate,
    ],
    "has_diverged": [
        has_diverged_ifs,
        has_diverged_not_below,
        has_diverged_sorted,
        has_diverged_numpy,
        has_diverged_loop,
    ],
}

EQUIVALENT: dict[str, dict[str, str]] = {name: {} for name in RIGHT_WAYS}
