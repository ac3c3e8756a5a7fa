"""Other right answers to the exercises of chapter 07, and mutants that are right as well."""

import numpy as np
import pandas as pd

from minilib.boxes import bb_hw
from minilib.largest import bb_area, get_lrg


def bb_area_named(bb):
    top, left, bottom, right = bb.tolist()
    return (bottom - top + 1) * (right - left + 1)


def bb_area_sizes(bb):
    _, _, width, height = bb_hw(bb)
    return width * height


def bb_area_slices(bb):
    return int(np.multiply(*(bb[2:] + 1 - bb[:2])))


def bb_area_steps(bb):
    height, width = bb[2:] - bb[:2]
    return int(height * width + height + width + 1)


def bb_area_ranges(bb):
    return len(range(bb[0], bb[2] + 1)) * len(range(bb[1], bb[3] + 1))


def get_lrg_max(b):
    if len(b) == 0:
        raise ValueError("empty")
    return max(b, key=lambda x: bb_area(x[0]))


def get_lrg_enumerated(b):
    if len(b) < 1:
        raise ValueError("no objects")
    areas = [bb_area(x[0]) for x in b]
    return b[areas.index(max(areas))]


def get_lrg_plain_max(b):
    return max(b, key=lambda x: bb_area(x[0]))


def get_lrg_loop(b):
    best = None
    for one in b:
        if best is None or bb_area(one[0]) > bb_area(best[0]):
            best = one
    if best is None:
        raise ValueError("nothing there")
    return best


def get_lrg_argmax(b):
    return b[np.argmax([bb_area(bb) for bb, _ in b])]


def get_lrg_negative(b):
    if not b:
        raise ValueError
    first, *_ = sorted(b, key=lambda x: -bb_area(x[0]))
    return first


def get_trn_lrg_anno_loop(trn_anno):
    found = {}
    for number, objects in trn_anno.items():
        if len(objects) > 0:
            found[number] = get_lrg(objects)
    return found


def get_trn_lrg_anno_update(trn_anno):
    found = {}
    for i in list(trn_anno):
        if not trn_anno[i]:
            continue
        found.update({i: get_lrg(trn_anno[i])})
    return found


def get_trn_lrg_anno_try(trn_anno):
    found = {}
    for number in trn_anno:
        try:
            found[number] = get_lrg(trn_anno[number])
        except ValueError:
            continue
    return found


def get_trn_lrg_anno_pairs(trn_anno):
    return dict((i, get_lrg(b)) for i, b in trn_anno.items() if b != [])


def get_trn_lrg_anno_max(trn_anno):
    kept = {i: b for i, b in trn_anno.items() if b}
    return {i: max(b, key=lambda x: bb_area(x[0])) for i, b in kept.items()}


def lrg_frame_rows(pascal, trn_lrg_anno):
    rows = []
    for i in pascal.trn_ids:
        if i in trn_lrg_anno:
            rows.append((pascal.trn_fns[i], pascal.cats[trn_lrg_anno[i][1]]))
    return pd.DataFrame(rows, columns=["fn", "cat"])


def lrg_frame_records(pascal, trn_lrg_anno):
    rows = [
        {"fn": pascal.trn_fns[i], "cat": pascal.cats[trn_lrg_anno[i][1]]}
        for i in pascal.trn_ids
        if i in trn_lrg_anno
    ]
    return pd.DataFrame(rows, columns=["fn", "cat"])


def lrg_frame_assigned(pascal, trn_lrg_anno):
    ids = list(filter(trn_lrg_anno.__contains__, pascal.trn_ids))
    table = pd.DataFrame()
    table["fn"] = [pascal.trn_fns[i] for i in ids]
    table["cat"] = [pascal.cats[class_id] for _, class_id in map(trn_lrg_anno.get, ids)]
    return table


def lrg_frame_dicts(pascal, trn_lrg_anno):
    rows = []
    for i in pascal.trn_ids:
        if i not in trn_lrg_anno:
            continue
        _, class_id = trn_lrg_anno[i]
        rows.append({"fn": pascal.trn_fns[i], "cat": pascal.cats[class_id]})
    return pd.DataFrame(rows)


def lrg_frame_series(pascal, trn_lrg_anno):
    ids = pd.Series([i for i in pascal.trn_ids if i in trn_lrg_anno], dtype=int)
    numbers = ids.map(lambda i: trn_lrg_anno[i][1])
    return pd.DataFrame({"fn": ids.map(pascal.trn_fns), "cat": numbers.map(pascal.cats)})


def bbox_text_map(bb):
    return " ".join(map(str, bb))


def bbox_text_format(bb):
    return "{} {} {} {}".format(*bb)


def bbox_text_parts(bb):
    top, left, bottom, right = bb
    return f"{top} {left} {bottom} {right}"


def bbox_text_added(bb):
    return str(bb[0]) + " " + str(bb[1]) + " " + str(bb[2]) + " " + str(bb[3])


def bbox_text_strip(bb):
    text = ""
    for number in bb.tolist():
        text += str(number) + " "
    return text.strip()


RIGHT_WAYS = {
    "bb_area": [bb_area_named, bb_area_sizes, bb_area_slices, bb_area_steps, bb_area_ranges],
    "get_lrg": [
        get_lrg_max,
        get_lrg_enumerated,
        get_lrg_plain_max,
        get_lrg_loop,
        get_lrg_argmax,
        get_lrg_negative,
    ],
    "get_trn_lrg_anno": [
        get_trn_lrg_anno_loop,
        get_trn_lrg_anno_update,
        get_trn_lrg_anno_try,
        get_trn_lrg_anno_pairs,
        get_trn_lrg_anno_max,
    ],
    "lrg_frame": [
        lrg_frame_rows,
        lrg_frame_dicts,
        lrg_frame_records,
        lrg_frame_assigned,
        lrg_frame_series,
    ],
    "bbox_text": [
        bbox_text_map,
        bbox_text_format,
        bbox_text_parts,
        bbox_text_added,
        bbox_text_strip,
    ],
}

EQUIVALENT: dict[str, dict[str, str]] = {name: {} for name in RIGHT_WAYS} | {
    "bb_area": {"-2 -> 2": "of four numbers, the last two are those from number 2 on"},
}
