"""Wrong and right answers to the exercises of chapter 15, as they are written from the chapter."""

import torch

from minilib.multitask import flip_boxes, split_outputs


def box_coverage__wrong__all_or_nothing(boxes, rows, columns):
    """counts the places whose middle is inside"""
    y, x = (torch.arange(rows) + 0.5) / rows, (torch.arange(columns) + 0.5) / columns
    top, left, bottom, right = boxes.unbind(dim=1)
    down = (y > top[:, None]) & (y < bottom[:, None])
    across = (x > left[:, None]) & (x < right[:, None])
    return (down[:, :, None] & across[:, None, :]).float()


def box_coverage__wrong__not_clamped(boxes, rows, columns):
    """below 0 where nothing is common"""

    def shares(near, far, count):
        begin = torch.arange(count) / count
        return count * (
            torch.minimum(far[:, None], begin + 1 / count) - torch.maximum(near[:, None], begin)
        )

    top, left, bottom, right = boxes.unbind(dim=1)
    return shares(top, bottom, rows)[:, :, None] * shares(left, right, columns)[:, None, :]


def box_coverage__wrong__axes(boxes, rows, columns):
    """columns before rows"""

    def shares(near, far, count):
        begin = torch.arange(count) / count
        common = torch.minimum(far[:, None], begin + 1 / count)
        common = common - torch.maximum(near[:, None], begin)
        return (count * common).clamp(0, 1)

    top, left, bottom, right = boxes.unbind(dim=1)
    return shares(left, right, columns)[:, :, None] * shares(top, bottom, rows)[:, None, :]


def box_coverage__right__two_functions(boxes, rows, columns):
    r, c = torch.arange(rows) / rows, torch.arange(columns) / columns
    down = (boxes[:, 2:3].minimum(r + 1 / rows) - boxes[:, 0:1].maximum(r)) * rows
    across = (boxes[:, 3:4].minimum(c + 1 / columns) - boxes[:, 1:2].maximum(c)) * columns
    return down.clamp(0, 1)[:, :, None] * across.clamp(0, 1)[:, None]


def average_flipped__wrong__not_flipped(outputs, mirrored, sz):
    """forgets to turn the boxes back"""
    boxes, scores = split_outputs(outputs, sz)
    other, other_scores = split_outputs(mirrored, sz)
    return (boxes + other) / 2, (scores.softmax(1) + other_scores.softmax(1)) / 2


def average_flipped__wrong__of_outputs(outputs, mirrored, sz):
    """the mean of the outputs"""
    boxes, scores = split_outputs((outputs + mirrored) / 2, sz)
    return boxes, scores.softmax(1)


def average_flipped__wrong__larger(outputs, mirrored, sz):
    """the larger probability"""
    boxes, scores = split_outputs(outputs, sz)
    other, other_scores = split_outputs(mirrored, sz)
    probs = torch.maximum(scores.softmax(1), other_scores.softmax(1))
    return (boxes + flip_boxes(other, sz)) / 2, probs


def average_flipped__right__steps(outputs, mirrored, sz):
    boxes, scores = split_outputs(outputs, sz)
    other, other_scores = split_outputs(mirrored, sz)
    back = flip_boxes(other, sz)
    return 0.5 * boxes + 0.5 * back, 0.5 * scores.softmax(1) + 0.5 * other_scores.softmax(1)


def crop_window__wrong__no_edge(boxes, sz, margin=1.5, least=0.4):
    """leaves the image"""
    begin, end = boxes[:, :2], boxes[:, 2:] + 1
    side = (margin * (end - begin)).clamp(least * sz, sz)
    begin = (begin + end - side) / 2
    return torch.cat([begin, begin + side - 1], dim=1)


def crop_window__wrong__cut_off(boxes, sz, margin=1.5, least=0.4):
    """cuts the window off at the edge"""
    begin, end = boxes[:, :2], boxes[:, 2:] + 1
    side = (margin * (end - begin)).clamp(least * sz, sz)
    begin = (begin + end - side) / 2
    return torch.cat([begin, begin + side - 1], dim=1).clamp(0, sz - 1)


def crop_window__wrong__square(boxes, sz, margin=1.5, least=0.4):
    """a square window"""
    begin, end = boxes[:, :2], boxes[:, 2:] + 1
    side = (margin * (end - begin)).amax(dim=1, keepdim=True).clamp(least * sz, sz)
    side = side.expand(-1, 2)
    begin = ((begin + end - side) / 2).clamp(min=0).minimum(sz - side)
    return torch.cat([begin, begin + side - 1], dim=1)


def crop_window__right__named(boxes, sz, margin=1.5, least=0.4):
    first, last = boxes[:, :2], boxes[:, 2:]
    side = ((last - first + 1) * margin).clamp(least * sz, sz)
    middle = (first + last + 1) / 2
    begin = (middle - side / 2).clamp(min=0)
    begin = torch.minimum(begin, sz - side)
    return torch.cat([begin, begin + side - 1], dim=1)


def from_crop_pixels__wrong__one_scale(boxes, windows, sz):
    """the rows' scale for the columns too"""
    begin, end = windows[:, :2], windows[:, 2:] + 1
    scale = ((end - begin) / sz)[:, :1]
    first, last = boxes[:, :2], boxes[:, 2:] + 1
    return torch.cat([begin + first * scale, begin + last * scale - 1], dim=1)


def from_crop_pixels__wrong__all_corners(boxes, windows, sz):
    """scales the last pixel, not the end"""
    begin, end = windows[:, :2], windows[:, 2:] + 1
    scale = (end - begin) / sz
    return torch.cat([begin + boxes[:, :2] * scale, begin + boxes[:, 2:] * scale], dim=1)


def from_crop_pixels__wrong__not_scaled(boxes, windows, sz):
    """moves only"""
    return boxes + windows[:, [0, 1, 0, 1]]


def from_crop_pixels__right__repeat(boxes, windows, sz):
    begin = windows[:, :2]
    scale = (windows[:, 2:] + 1 - begin) / sz
    moved = torch.cat([boxes[:, :2], boxes[:, 2:] + 1], dim=1) * scale.repeat(1, 2)
    return moved + begin.repeat(1, 2) - torch.tensor([0, 0, 1, 1])


def average_flipped__wrong__mean_of_scores(outputs, mirrored, sz):
    """softmax of the mean"""
    (a, s), (b, t) = split_outputs(outputs, sz), split_outputs(mirrored, sz)
    return (a + flip_boxes(b, sz)) / 2, ((s + t) / 2).softmax(1)


def from_crop_pixels__wrong__plain(boxes, windows, sz):
    """the last pixel is stretched as a place"""
    begin, end = windows[:, :2], windows[:, 2:] + 1
    k = (end - begin) / sz
    return torch.cat([begin + boxes[:, :2] * k, begin + boxes[:, 2:] * k], 1)


def crop_window__wrong__least_before_margin(boxes, sz, margin=1.5, least=0.4):
    """least before the margin"""
    begin, end = boxes[:, :2], boxes[:, 2:] + 1
    side = ((end - begin).clamp(min=least * sz) * margin).clamp(max=sz)
    start = ((begin + end) / 2 - side / 2).clamp(min=0).minimum(sz - side)
    return torch.cat([start, start + side - 1], 1)


def box_coverage__wrong__clamped_product(boxes, rows, columns):
    """clamps only the product"""

    def shares(near, far, count):
        begin = torch.arange(count) / count
        common = torch.minimum(far[:, None], begin + 1 / count)
        return count * (common - torch.maximum(near[:, None], begin))

    top, left, bottom, right = boxes.unbind(dim=1)
    product = shares(top, bottom, rows)[:, :, None] * shares(left, right, columns)[:, None, :]
    return product.clamp(min=0)


def average_flipped__wrong__over_the_batch(outputs, mirrored, sz):
    """softmax over the images"""
    boxes, scores = split_outputs(outputs, sz)
    other, other_scores = split_outputs(mirrored, sz)
    probs = (scores.softmax(0) + other_scores.softmax(0)) / 2
    return (boxes + flip_boxes(other, sz)) / 2, probs


def average_flipped__wrong__one_off(outputs, mirrored, sz):
    """mirrors by hand, one pixel too far"""
    boxes, scores = split_outputs(outputs, sz)
    m, other_scores = split_outputs(mirrored, sz)
    m = torch.stack([m[:, 0], sz - m[:, 3], m[:, 2], sz - m[:, 1]], dim=1)
    return (boxes + m) / 2, (scores.softmax(1) + other_scores.softmax(1)) / 2


def average_flipped__wrong__other_flipped(outputs, mirrored, sz):
    """mirrors the boxes that are right"""
    boxes, scores = split_outputs(outputs, sz)
    other, other_scores = split_outputs(mirrored, sz)
    return (flip_boxes(boxes, sz) + other) / 2, (scores.softmax(1) + other_scores.softmax(1)) / 2


def crop_window__wrong__no_maximum(boxes, sz, margin=1.5, least=0.4):
    """the window of a large box is larger than the image"""
    begin, end = boxes[:, :2], boxes[:, 2:] + 1
    side = (margin * (end - begin)).clamp(min=least * sz)
    start = torch.minimum(((begin + end - side) / 2).clamp(min=0), sz - side)
    return torch.cat([start, start + side - 1], dim=1)


def crop_window__wrong__middle_of_pixels(boxes, sz, margin=1.5, least=0.4):
    """the middle between the first and the last pixel"""
    begin, end = boxes[:, :2], boxes[:, 2:] + 1
    side = (margin * (end - begin)).clamp(least * sz, sz)
    middle = (boxes[:, :2] + boxes[:, 2:]) / 2
    start = torch.minimum((middle - side / 2).clamp(min=0), sz - side)
    return torch.cat([start, start + side - 1], dim=1)


def crop_window__wrong__maximum_after(boxes, sz, margin=1.5, least=0.4):
    """moves back at the far edge first, and has no maximum"""
    begin, end = boxes[:, :2], boxes[:, 2:] + 1
    side = (margin * (end - begin)).clamp(min=least * sz)
    start = torch.minimum((begin + end - side) / 2, sz - side).clamp(min=0)
    return torch.cat([start, start + side - 1], dim=1)


def from_crop_pixels__wrong__last_pixel_scaled(boxes, windows, sz):
    """scales the last pixel, not the end"""
    begin, end = windows[:, :2], windows[:, 2:] + 1
    scale = (end - begin) / sz
    return torch.cat([begin + boxes[:, :2] * scale, begin + boxes[:, 2:] * scale], dim=1)


def from_crop_pixels__wrong__moved_first(boxes, windows, sz):
    """moves first, then scales"""
    begin, end = windows[:, :2], windows[:, 2:] + 1
    scale = (end - begin) / sz
    first, last = begin + boxes[:, :2], begin + boxes[:, 2:] + 1
    return torch.cat([first * scale, last * scale - 1], dim=1)


def from_crop_pixels__wrong__clipped(boxes, windows, sz):
    """clips to the square"""
    begin = windows[:, :2]
    pixel = (windows[:, 2:] + 1 - begin) / sz
    result = torch.cat(
        [boxes[:, :2] * pixel + begin, (boxes[:, 2:] + 1) * pixel + begin - 1], dim=1
    )
    return result.clamp(0, sz - 1)


def from_crop_pixels__wrong__corners_aligned(boxes, windows, sz):
    """first pixel to first, last to last: (side - 1) / (sz - 1)"""
    first, last = windows[:, :2].repeat(1, 2), windows[:, 2:].repeat(1, 2)
    return first + boxes / (sz - 1) * (last - first)


def crop_window__wrong__margin_on_each_side(boxes, sz, margin=1.5, least=0.4):
    """the margin is added on either side of the box"""
    begin, end = boxes[:, :2], boxes[:, 2:] + 1
    box = end - begin
    sides = (box + 2 * margin * box).clamp(min=least * sz, max=sz)
    start = torch.minimum(((begin + end - sides) / 2).clamp(min=0), sz - sides)
    return torch.cat([start, start + sides - 1], dim=1)
