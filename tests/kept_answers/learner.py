# ruff: noqa
"""Answers for chapter 11: growing_rates, has_diverged, group_rates, diagnose."""

import math

import numpy as np
import torch


def growing_rates__wrong__logspace(start_lr, end_lr, steps):
    """logspace wants exponents, not rates"""
    return np.logspace(start_lr, end_lr, steps).tolist()


def growing_rates__wrong__without_start(start_lr, end_lr, steps):
    """forgets to multiply by the first rate: begins at 1"""
    factor = (end_lr / start_lr) ** (1 / (steps - 1))
    return [factor**step for step in range(steps)]


def growing_rates__wrong__times_ten(start_lr, end_lr, steps):
    """always the factor 10, as in the example"""
    return [start_lr * 10**step for step in range(steps)]


def has_diverged__wrong__equals_nan(losses, factor=4):
    """compares with nan by ==, which is never True"""
    newest = losses[-1]
    return newest == math.nan or newest == math.inf or newest > factor * min(losses)


def has_diverged__wrong__greater_equal(losses, factor=4):
    """stops at exactly factor times the best too"""
    return not math.isfinite(losses[-1]) or losses[-1] >= factor * min(losses)


def has_diverged__wrong__previous(losses, factor=4):
    """compares with the loss before, not with the smallest"""
    if not math.isfinite(losses[-1]):
        return True
    return len(losses) > 1 and losses[-1] > factor * losses[-2]


def has_diverged__wrong__largest(losses, factor=4):
    """compares the largest loss, not the newest"""
    return not math.isfinite(losses[-1]) or max(losses) > factor * min(losses)


def has_diverged__wrong__inverse(losses, factor=4):
    """True and False exchanged: says whether to go on"""
    return math.isfinite(losses[-1]) and losses[-1] <= factor * min(losses)


def has_diverged__wrong__best_without_newest(losses, factor=4):
    """leaves the newest out of the smallest: fails with one loss"""
    return not math.isfinite(losses[-1]) or losses[-1] > factor * min(losses[:-1])


def growing_rates__wrong__rounded(start_lr, end_lr, steps):
    """rounds to six decimals, as the chapter's cell shows them"""
    factor = (end_lr / start_lr) ** (1 / (steps - 1))
    return [round(start_lr * factor**step, 3) for step in range(steps)]


def growing_rates__wrong__upside_down(start_lr, end_lr, steps):
    """start divided by end: the rates fall"""
    factor = (start_lr / end_lr) ** (1 / (steps - 1))
    return [start_lr * factor**step for step in range(steps)]


def growing_rates__wrong__square_root(start_lr, end_lr, steps):
    """always the square root, as in the example with three rates"""
    factor = (end_lr / start_lr) ** (1 / 2)
    return [start_lr * factor**step for step in range(steps)]


def growing_rates__wrong__difference(start_lr, end_lr, steps):
    """the factor from the difference of the rates"""
    factor = (end_lr - start_lr) ** (1 / (steps - 1))
    return [start_lr * factor**step for step in range(steps)]


def growing_rates__wrong__int_root(start_lr, end_lr, steps):
    """integer division makes the exponent 0"""
    factor = (end_lr / start_lr) ** (1 // (steps - 1))
    return [start_lr * factor**step for step in range(steps)]


def growing_rates__wrong__end_twice(start_lr, end_lr, steps):
    """adds the last rate once more"""
    factor = (end_lr / start_lr) ** (1 / (steps - 1))
    return [start_lr * factor**step for step in range(steps)] + [end_lr]


def growing_rates__wrong__generator(start_lr, end_lr, steps):
    """a generator"""
    factor = (end_lr / start_lr) ** (1 / (steps - 1))
    return (start_lr * factor**step for step in range(steps))


def growing_rates__wrong__power_of_product(start_lr, end_lr, steps):
    """start_lr is inside of the power"""
    factor = (end_lr / start_lr) ** (1 / (steps - 1))
    return [(start_lr * factor) ** step for step in range(steps)]


def growing_rates__wrong__overwritten(start_lr, end_lr, steps):
    """multiplies by factor to a power of the step, from the last rate"""
    factor = (end_lr / start_lr) ** (1 / (steps - 1))
    rates, rate = [], start_lr
    for step in range(steps):
        rate = rate * factor**step
        rates.append(rate)
    return rates


def growing_rates__wrong__array(start_lr, end_lr, steps):
    """gives an array"""
    return np.geomspace(start_lr, end_lr, steps)


def growing_rates__right__accumulate(start_lr, end_lr, steps):
    factor = (end_lr / start_lr) ** (1 / (steps - 1))
    rates, rate = [], start_lr
    while len(rates) < steps:
        rates.append(rate)
        rate *= factor
    return rates


def growing_rates__right__logspace(start_lr, end_lr, steps):
    return np.logspace(np.log10(start_lr), np.log10(end_lr), steps).tolist()


def has_diverged__wrong__and(losses, factor=4):
    """and instead of or"""
    return not math.isfinite(losses[-1]) and losses[-1] > factor * min(losses)


def has_diverged__wrong__finite(losses, factor=4):
    """forgets the not"""
    return math.isfinite(losses[-1]) or losses[-1] > factor * min(losses)


def has_diverged__wrong__mean(losses, factor=4):
    """compares with the mean"""
    return not math.isfinite(losses[-1]) or losses[-1] > factor * sum(losses) / len(losses)


def has_diverged__wrong__first_item(losses, factor=4):
    """takes the first as the newest"""
    return not math.isfinite(losses[0]) or losses[0] > factor * min(losses)


def has_diverged__wrong__max(losses, factor=4):
    """compares with the largest"""
    return not math.isfinite(losses[-1]) or losses[-1] > factor * max(losses)


def has_diverged__wrong__divides(losses, factor=4):
    """the factor on the wrong side"""
    return not math.isfinite(losses[-1]) or losses[-1] * factor > min(losses)


def has_diverged__wrong__pops(losses, factor=4):
    """takes the newest out of the caller's list"""
    newest = losses.pop()
    return not math.isfinite(newest) or newest > factor * min([*losses, newest])


def has_diverged__wrong__string(losses, factor=4):
    """gives a word"""
    if not math.isfinite(losses[-1]) or losses[-1] > factor * min(losses):
        return "stop"
    return "go on"


def has_diverged__wrong__none(losses, factor=4):
    """gives None where it should give False"""
    if not math.isfinite(losses[-1]) or losses[-1] > factor * min(losses):
        return True


def has_diverged__wrong__sorts(losses, factor=4):
    """sorts the caller's list to find the smallest, so the newest is the largest"""
    losses.sort()
    return not math.isfinite(losses[-1]) or losses[-1] > factor * losses[0]


def has_diverged__right__loop(losses, factor=4):
    smallest = math.inf
    for loss in losses:
        smallest = loss if loss < smallest else smallest
    newest = losses[len(losses) - 1]
    if newest != newest or newest in (math.inf, -math.inf):
        return True
    return newest > smallest * factor


def has_diverged__right__torch(losses, factor=4):
    values = torch.tensor(losses, dtype=torch.float64)
    bad = ~values[-1].isfinite() | (values[-1] > factor * values.min())
    return bool(bad)


def growing_rates__wrong__equal_steps(start_lr, end_lr, steps):
    """equal distances, not equal factors"""
    return [start_lr + (end_lr - start_lr) * step / (steps - 1) for step in range(steps)]


def growing_rates__wrong__steps_root(start_lr, end_lr, steps):
    """1 / steps: the last rate is not reached"""
    factor = (end_lr / start_lr) ** (1 / steps)
    return [start_lr * factor**step for step in range(steps)]


def has_diverged__wrong__average_of_all(losses, factor=4):
    """compares with the average of the earlier ones"""
    if not math.isfinite(losses[-1]):
        return True
    return losses[-1] > factor * (sum(losses) / len(losses))


def group_rates__wrong__head_first(lr, groups=3, factor=10):
    """the head's rate comes first"""
    return [lr / factor**group for group in range(groups)]


def group_rates__wrong__lesson(lr, groups=3, factor=10):
    """always three groups, a tenth each"""
    return [lr / 100, lr / 10, lr]


def group_rates__wrong__divided_once(lr, groups=3, factor=10):
    """all groups but the last get the same rate"""
    return [lr / factor] * (groups - 1) + [lr]


def diagnose__wrong__nan(pixel_mean, head_gradient, first_loss, one_batch, val_loss, n_classes):
    """asks for a larger loss, which nan never is"""
    if abs(pixel_mean) > 3:
        return "pixels"
    if head_gradient == 0:
        return "frozen head"
    if one_batch > first_loss:
        return "rate too high"
    if one_batch > 0.9 * first_loss:
        return "rate too low"
    if val_loss >= math.log(n_classes):
        return "labels"
    return None


def diagnose__wrong__validation_first(
    pixel_mean, head_gradient, first_loss, one_batch, val_loss, n_classes
):
    """asks for the labels before anything else"""
    if val_loss >= math.log(n_classes):
        return "labels"
    if abs(pixel_mean) > 3:
        return "pixels"
    if head_gradient == 0:
        return "frozen head"
    if not one_batch <= first_loss:
        return "rate too high"
    if one_batch > 0.9 * first_loss:
        return "rate too low"


def diagnose__wrong__low_before_high(
    pixel_mean, head_gradient, first_loss, one_batch, val_loss, n_classes
):
    """too low is asked before too high, and swallows it"""
    if abs(pixel_mean) > 3:
        return "pixels"
    if head_gradient == 0:
        return "frozen head"
    if not one_batch <= 0.9 * first_loss:
        return "rate too low"
    if one_batch > first_loss:
        return "rate too high"
    if val_loss >= math.log(n_classes):
        return "labels"


def diagnose__wrong__tenth(pixel_mean, head_gradient, first_loss, one_batch, val_loss, n_classes):
    """a loss that fell to a half counts as not moved"""
    if abs(pixel_mean) > 3:
        return "pixels"
    if head_gradient == 0:
        return "frozen head"
    if not one_batch <= first_loss:
        return "rate too high"
    if one_batch > 0.1 * first_loss:
        return "rate too low"
    if val_loss >= math.log(n_classes):
        return "labels"


def has_diverged__wrong__any(losses, factor=4):
    """any loss, not the newest"""
    return any(not math.isfinite(l) or l > factor * min(losses) for l in losses)


def growing_rates__wrong__six_places(start_lr, end_lr, steps):
    """rounds to six places: a small rate changes"""
    factor = (end_lr / start_lr) ** (1 / (steps - 1))
    return [round(start_lr * factor**i, 6) for i in range(steps)]


def group_rates__wrong__six_places(lr, groups=3, factor=10):
    """rounds to six places: a small rate changes"""
    return [round(lr / factor**k, 6) for k in reversed(range(groups))]


def group_rates__wrong__sorted(lr, groups=3, factor=10):
    """sorts, so lr is not the last if factor is below 1"""
    return sorted(lr / factor**k for k in range(groups))


def diagnose__wrong__head_late(
    pixel_mean, head_gradient, first_loss, one_batch, val_loss, n_classes
):
    """asks about the head after the rate"""
    if abs(pixel_mean) > 3:
        return "pixels"
    if not one_batch <= first_loss:
        return "rate too high"
    if one_batch > 0.9 * first_loss:
        return "rate too low"
    if head_gradient == 0:
        return "frozen head"
    if not val_loss < math.log(n_classes):
        return "labels"


def has_diverged__wrong__largest_without_nan(losses, factor=4):
    """the largest instead of the newest loss, and no test for nan"""
    return max(losses) > factor * min(losses)


def diagnose__wrong__head_before_pixels(
    pixel_mean, head_gradient, first_loss, one_batch, val_loss, n_classes
):
    """asks about the frozen head before the pixels"""
    if head_gradient == 0:
        return "frozen head"
    if abs(pixel_mean) > 3:
        return "pixels"
    if math.isnan(one_batch) or one_batch > first_loss:
        return "rate too high"
    if one_batch > 0.9 * first_loss:
        return "rate too low"
    if val_loss >= math.log(n_classes):
        return "labels"
    return None


def has_diverged__wrong__needs_three(losses, factor=4):
    """compares only where there are three losses"""
    return not math.isfinite(losses[-1]) or len(losses) > 2 and losses[-1] > factor * min(losses)
