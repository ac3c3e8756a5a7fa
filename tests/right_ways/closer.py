"""Other right answers to the exercises of chapter 15, and mutants that are right as well."""

import torch

from minilib.multitask import flip_boxes, split_outputs


def box_coverage_lines(boxes, rows, columns):
    def line(near, far, count):
        edges = torch.linspace(0, 1, count + 1)
        low = torch.max(near.unsqueeze(1), edges[:-1])
        high = torch.min(far.unsqueeze(1), edges[1:])
        return ((high - low) * count).clamp(min=0)

    down, across = line(boxes[:, 0], boxes[:, 2], rows), line(boxes[:, 1], boxes[:, 3], columns)
    return torch.einsum("nr,nc->nrc", down, across)


def box_coverage_loop(boxes, rows, columns):
    out = torch.zeros(len(boxes), rows, columns)
    for i, (top, left, bottom, right) in enumerate(boxes.tolist()):
        for r in range(rows):
            for c in range(columns):
                high = min(bottom, (r + 1) / rows) - max(top, r / rows)
                wide = min(right, (c + 1) / columns) - max(left, c / columns)
                out[i, r, c] = max(high, 0) * max(wide, 0) * rows * columns
    return out


def box_coverage_relu(boxes, rows, columns):
    parts = []
    for low, high, count in ((0, 2, rows), (1, 3, columns)):
        ends = torch.arange(1, count + 1) / count
        far = torch.min(boxes[:, [high]], ends)
        near = torch.max(boxes[:, [low]], ends - 1 / count)
        parts.append(torch.relu(far - near) * count)
    return parts[0].unsqueeze(2) @ parts[1].unsqueeze(1)


def box_coverage_clipped(boxes, rows, columns):
    """Clip the box to each place; what is left of it is what is covered."""

    def left_of(near, far, count):
        begin = (torch.arange(count) / count).expand(len(near), count)
        end = begin + 1 / count
        low, high = (torch.clamp(one[:, None], begin, end) for one in (near, far))
        return ((high - low) * count).clamp(min=0)

    top, left, bottom, right = boxes.T
    rows, columns = left_of(top, bottom, rows), left_of(left, right, columns)
    return rows[..., None] * columns[:, None]


def average_flipped_stack(outputs, mirrored, sz):
    boxes, scores = split_outputs(outputs, sz)
    others, other_scores = split_outputs(mirrored, sz)
    probs = torch.stack([scores.softmax(1), other_scores.softmax(1)]).mean(0)
    return torch.stack([boxes, flip_boxes(others, sz)]).mean(0), probs


def average_flipped_by_hand(outputs, mirrored, sz):
    top, left, bottom, right = (torch.sigmoid(mirrored[:, :4]) * sz).T
    back = torch.stack([top, sz - 1 - right, bottom, sz - 1 - left], dim=1)
    boxes = 0.5 * (torch.sigmoid(outputs[:, :4]) * sz + back)
    return boxes, 0.5 * (outputs[:, 4:].softmax(-1) + mirrored[:, 4:].softmax(-1))


def average_flipped_in_steps(outputs, mirrored, sz):
    boxes, scores = split_outputs(outputs, sz)
    others, other_scores = split_outputs(mirrored, sz)
    total = scores.softmax(dim=1)
    total = total + other_scores.softmax(dim=1)
    return torch.add(boxes, flip_boxes(others, sz)) * 0.5, total * 0.5


def average_flipped_exponents(outputs, mirrored, sz):
    halves = [split_outputs(one, sz) for one in (outputs, mirrored)]
    probs = [(scores - scores.logsumexp(1, keepdim=True)).exp() for _, scores in halves]
    boxes = halves[0][0], flip_boxes(halves[1][0], sz)
    return sum(boxes) / 2, sum(probs) / 2


def crop_window_middle(boxes, sz, margin=1.5, least=0.4):
    size = boxes[:, 2:] - boxes[:, :2] + 1
    middle = boxes[:, :2] + size / 2
    side = torch.clamp(margin * size, least * sz, sz)
    near = torch.minimum(torch.clamp(middle - side / 2, min=0), sz - side)
    return torch.cat((near, near + side - 1), 1)


def crop_window_loop(boxes, sz, margin=1.5, least=0.4):
    rows = []
    for box in boxes.tolist():
        near, far = [], []
        for first, last in ((box[0], box[2]), (box[1], box[3])):
            size = last - first + 1
            side = min(max(margin * size, least * sz), sz)
            begin = min(max(first + size / 2 - side / 2, 0), sz - side)
            near.append(begin)
            far.append(begin + side - 1)
        rows.append(near + far)
    return torch.tensor(rows)


def crop_window_where(boxes, sz, margin=1.5, least=0.4):
    first, end = boxes[:, :2], boxes[:, 2:] + 1
    side = torch.where(margin * (end - first) < least * sz, least * sz, margin * (end - first))
    side = torch.where(side > sz, float(sz), side)
    near = (first + end) / 2 - side / 2
    near = torch.where(near < 0, 0.0, near)
    near = torch.where(near + side > sz, sz - side, near)
    return torch.cat([near, near + side - 1], dim=1)


def crop_window_far_first(boxes, sz, margin=1.5, least=0.4):
    size = boxes[:, 2:] + 1 - boxes[:, :2]
    side = (size * margin).clamp(min=least * sz).clamp(max=sz)
    end = ((boxes[:, :2] + boxes[:, 2:] + 1 + side) / 2).clamp(max=sz)
    end = torch.maximum(end, side)
    return torch.hstack([end - side, end - 1])


def from_crop_pixels_loop(boxes, windows, sz):
    rows = []
    for box, window in zip(boxes.tolist(), windows.tolist(), strict=True):
        scale = [(window[i + 2] + 1 - window[i]) / sz for i in (0, 1)]
        near = [window[i] + box[i] * scale[i] for i in (0, 1)]
        far = [window[i] + (box[i + 2] + 1) * scale[i] - 1 for i in (0, 1)]
        rows.append(near + far)
    return torch.tensor(rows)


def from_crop_pixels_sizes(boxes, windows, sz):
    scale = (windows[:, 2:] - windows[:, :2] + 1) / sz
    near = windows[:, :2] + boxes[:, :2] * scale
    size = (boxes[:, 2:] - boxes[:, :2] + 1) * scale
    return torch.hstack([near, near + size - 1])


def from_crop_pixels_columns(boxes, windows, sz):
    top, left, bottom, right = windows.unbind(dim=1)
    high, wide = (bottom - top + 1) / sz, (right - left + 1) / sz
    a, b, c, d = boxes.unbind(dim=1)
    ends = top + (c + 1) * high - 1, left + (d + 1) * wide - 1
    return torch.stack([top + a * high, left + b * wide, *ends], dim=1)


def from_crop_pixels_added(boxes, windows, sz):
    one = torch.tensor([0, 0, 1, 1])
    begin = windows[:, [0, 1, 0, 1]]
    side = windows[:, [2, 3, 2, 3]] + 1 - begin
    return begin + (boxes + one) * side / sz - one


RIGHT_WAYS = {
    "box_coverage": [
        box_coverage_lines,
        box_coverage_loop,
        box_coverage_relu,
        box_coverage_clipped,
    ],
    "average_flipped": [
        average_flipped_stack,
        average_flipped_by_hand,
        average_flipped_in_steps,
        average_flipped_exponents,
    ],
    "crop_window": [
        crop_window_middle,
        crop_window_loop,
        crop_window_where,
        crop_window_far_first,
    ],
    "from_crop_pixels": [
        from_crop_pixels_loop,
        from_crop_pixels_sizes,
        from_crop_pixels_columns,
        from_crop_pixels_added,
    ],
}

EQUIVALENT: dict[str, dict[str, str]] = {name: {} for name in RIGHT_WAYS} | {
    "box_coverage": {
        "torch.arange(count, device=boxes.device) -> torch.arange(count)": "all is on the CPU here",
        "torch.minimum(far[:, None], begin + 1 / count) -> "
        "torch.minimum(begin + 1 / count, far[:, None])": "the smaller of two, in any order",
        "torch.maximum(near[:, None], begin) -> torch.maximum(begin, near[:, None])": "the larger "
        "of two, in any order",
        "1 -> 2 (2)": "what a place and a box have in common is never more than the place",
    },
}
