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


RIGHT_WAYS = {
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
