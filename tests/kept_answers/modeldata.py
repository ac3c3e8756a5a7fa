# ruff: noqa
"""Answers for chapter 09: split_rows, class_numbers, text_bb, squish_bb, denorm."""

import io
import math

import numpy as np
import torch

from minilib.modeldata import IMAGENET_MEAN, IMAGENET_STD

# --- split_rows -----------------------------------------------------------------------------


def split_rows__wrong__training_rounded_down(n, valid=0.2, seed=42):
    """rounds the training share down, so that the validation share is rounded up"""
    order = np.random.default_rng(seed).permutation(n)
    k = n - int(n * (1 - valid))
    return np.sort(order[k:]), np.sort(order[:k])


def split_rows__wrong__no_chance(n, valid=0.2, seed=42):
    """no random order at all: the first rows are for validation"""
    k = int(n * valid)
    rows = np.arange(n)
    return rows[k:], rows[:k]


# --- class_numbers --------------------------------------------------------------------------


def class_numbers__wrong__from_one(names, classes):
    """counts positions from 1, as VOC does"""
    number = {name: i for i, name in enumerate(classes, 1)}
    for row, name in enumerate(names):
        if name not in number:
            raise ValueError(f"row {row}: no class {name}")
    return [number[name] for name in names]


def class_numbers__wrong__minus_one(names, classes):
    """an unknown name gets -1 and no error"""
    number = {name: i for i, name in enumerate(classes)}
    return [number.get(name, -1) for name in names]


def class_numbers__wrong__none(names, classes):
    """an unknown name gets None and no error"""
    number = {name: i for i, name in enumerate(classes)}
    return [number.get(name) for name in names]


def class_numbers__wrong__array(names, classes):
    """gives an array, not a list"""
    for row, name in enumerate(names):
        if name not in classes:
            raise ValueError(f"row {row}: {name}")
    return np.array([classes.index(name) for name in names])


def class_numbers__right__unknown_first(names, classes):
    bad = [(i, n) for i, n in enumerate(names) if n not in classes]
    if bad:
        raise ValueError("; ".join(f"row {i}: '{n}'" for i, n in bad))
    lookup = dict(zip(classes, range(len(classes)), strict=True))
    return list(map(lookup.__getitem__, names))


def class_numbers__right__key_error_caught(names, classes):
    number = {name: i for i, name in enumerate(classes)}
    answer = []
    try:
        for name in names:
            answer += [number[name]]
    except KeyError as error:
        raise ValueError(f"row {len(answer)}: unknown name {error}") from None
    return answer


# --- text_bb --------------------------------------------------------------------------------


def text_bb__wrong__cuts_to_four(text):
    """takes the first four of five instead of refusing them"""
    box = np.array(str(text).split(), dtype=np.float32)[:4]
    if len(box) != 4:
        raise ValueError("not four numbers")
    return box


def text_bb__wrong__returns_error(text):
    """returns the error instead of raising it"""
    box = np.array(str(text).split(), dtype=np.float32)
    if box.shape != (4,):
        return ValueError("not four numbers")
    return box


def text_bb__right__reshape(text):
    return np.asarray(f"{text}".split(), dtype="float32").reshape(4)


# --- squish_bb ------------------------------------------------------------------------------


def squish_bb__wrong__no_edges(bb, size, new_size):
    """multiplies pixels, not edges: the far corner lacks + 1 and - 1"""
    ky, kx = new_size[0] / size[0], new_size[1] / size[1]
    top, left, bottom, right = bb
    return np.array([top * ky, left * kx, bottom * ky, right * kx], dtype=np.float32)


def squish_bb__wrong__one_factor(bb, size, new_size):
    """one factor, that of the height, for rows and columns"""
    k = new_size[0] / size[0]
    top, left, bottom, right = bb
    return np.array([top * k, left * k, (bottom + 1) * k - 1, (right + 1) * k - 1], np.float32)


def squish_bb__wrong__inverse(bb, size, new_size):
    """the factor upside down: old size by new size"""
    ky, kx = size[0] / new_size[0], size[1] / new_size[1]
    top, left, bottom, right = bb
    return np.array(
        [top * ky, left * kx, (bottom + 1) * ky - 1, (right + 1) * kx - 1], dtype=np.float32
    )


def squish_bb__wrong__changes_bb(bb, size, new_size):
    """np.asarray does not copy: the caller's float32 box is changed"""
    bb = np.asarray(bb, dtype=np.float32)
    bb[2:] += 1
    bb *= np.array([new_size[0] / size[0], new_size[1] / size[1]] * 2, dtype=np.float32)
    bb[2:] -= 1
    return bb


def squish_bb__wrong__list(bb, size, new_size):
    """gives a list, not an array"""
    ky, kx = new_size[0] / size[0], new_size[1] / size[1]
    top, left, bottom, right = bb
    return [top * ky, left * kx, (bottom + 1) * ky - 1, (right + 1) * kx - 1]


# --- denorm ---------------------------------------------------------------------------------


def denorm__wrong__same_permute(x):
    """the same permute(0, 3, 1, 2) as in normalize, not the one that undoes it"""
    x = x.detach().cpu().permute(0, 3, 1, 2)
    return (x * torch.tensor(IMAGENET_STD) + torch.tensor(IMAGENET_MEAN)).clamp(0, 1).numpy()


def denorm__wrong__to_255(x):
    """white is 255 in the result, not 1"""
    x = x.detach().cpu().permute(0, 2, 3, 1)
    x = x * (255 * torch.tensor(IMAGENET_STD)) + 255 * torch.tensor(IMAGENET_MEAN)
    return x.clamp(0, 255).numpy()


def denorm__wrong__clamped_255(x):
    """mean and spread times 255, then cut off at 1: nearly all white"""
    x = x.detach().cpu().permute(0, 2, 3, 1)
    x = x * (255 * torch.tensor(IMAGENET_STD)) + 255 * torch.tensor(IMAGENET_MEAN)
    return x.clamp(0, 1).numpy()


def denorm__wrong__subtracts_mean(x):
    """takes the mean away instead of adding it"""
    x = x.detach().cpu().permute(0, 2, 3, 1)
    return (x * torch.tensor(IMAGENET_STD) - torch.tensor(IMAGENET_MEAN)).clamp(0, 1).numpy()
