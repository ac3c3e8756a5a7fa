"""Relations: each has a wrong answer that gets it, and a near miss that does not."""

from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from minilib.workbook.exercises import Exercise, call, stream
from minilib.workbook.feedback.check import judge

NEVER = {lambda *_, n=n: ("never", n): f"message {n}" for n in range(3)}


def exercise(answer, cases, **options):
    """An exercise around ``answer`` whose slips nobody makes."""
    return Exercise(
        answer=answer,
        minutes=1,
        difficulty=1,
        cases=tuple(call(*one) for one in cases),
        hints=("one", "two", "three"),
        why="so",
        slips=NEVER,
        **options,
    )


def told(wanted, wrong, cases, **options):
    """What a relation says about ``wrong``; '' where it says nothing."""
    verdict = judge(wrong, exercise(wanted, cases, **options))
    assert not verdict.right
    return verdict.diagnosis if verdict.source == "relation" else ""


BOXES = [([2, 1, 4, 3],), ([155, 96, 196, 174],), ([0, 0, 1, 1],), ([10, 3, 25, 90],)]
LISTS = [([3, 1, 2],), ([5, 9, 7, 7],), ([],), ([8, 4, 6, 1, 2],)]
WORDS = [(["a.JPG", "b.png"],), (["C.jpg", "d.txt", "E.Jpeg"],), (["f"],)]
PATHS = [(Path("a/b"), "c.jpg"), (Path("x"), "y.png"), (Path("p/q/r"), "s.gif")]
TABLES = [(np.arange(6).reshape(2, 3),), (np.arange(8).reshape(4, 2) ** 2,), (np.eye(3, 2),)]


def box(bb):
    return np.array([bb[1], bb[0], bb[1] + bb[3] - 1, bb[0] + bb[2] - 1])


def same(items):
    return list(items)


def doubled(numbers):
    return [2 * n for n in numbers]


def sizes(words):
    return {word: len(word) for word in words}


def joined(path, name):
    return path / "JPEGImages" / name


def twice(table):
    return 2 * table


def mean(numbers):
    return sum(numbers) / len(numbers)


def first_part(words):
    return words[0], len(words)


NUMBERS = [([3.0, 1.5, 2.0],), ([5.0, 9.0],), ([8.0, 4.0, 6.25, 1.0],), ([-3.0, 1.0],)]

#: The right function, a wrong one, a near miss, the cases, and what is told of the wrong one.
TOLD = [
    (
        box,
        lambda b: box(b) + 1,
        lambda b: np.add(box(b), [1, 1, 1, b[0] % 3]),
        BOXES,
        "1 too large",
    ),
    (
        box,
        lambda b: np.add(box(b), [0, 0, 1, 0]),
        lambda b: np.add(box(b), [0, 0, b[0] % 2, 0]),
        BOXES,
        "The bottom edge is 1 too large in every case.",
    ),
    (
        box,
        lambda b: box(b)[[0, 1, 3, 2]],
        lambda b: box(b)[[0, 1, 3, 3]] + [0, 0, 0, b[0] % 2],
        BOXES,
        "Bottom and right have changed places.",
    ),
    (
        box,
        lambda b: np.array([b[1], b[0], b[3], b[2]]),
        lambda b: np.array([b[1], b[0], b[3] + b[0] % 2, b[2]]),
        BOXES,
        "The bottom edge is just bb[3]. The right edge is just bb[2].",
    ),
    (box, lambda b: box(b).tolist(), lambda b: [1, 2], BOXES, "a list, not a NumPy array"),
    (
        box,
        lambda b: box(b).astype(float),
        lambda b: box(b) * 1.5 + b[0],
        BOXES,
        "of dtype float64, not int64; apart",
    ),
    (same, lambda x: x[::-1], lambda x: x[::-1][:2], LISTS, "runs backwards"),
    (same, sorted, lambda x: sorted(x)[:2] + x[2:] if x else [], LISTS, "is sorted"),
    (same, lambda x: x[1:], lambda x: x[1:] if len(x) > 4 else x, LISTS, "without the first item"),
    (same, lambda x: x[:-1], lambda x: [*x[:-1], 0], LISTS, "without the last item"),
    (same, lambda x: x[:1], lambda x: x[:1] * 2, LISTS, "is only the first item."),
    (same, lambda x: [x], lambda x: [x, 1], LISTS, "nested once too deep"),
    (same, tuple, lambda x: str(x), LISTS, "a tuple, not a list"),
    (same, print, lambda x: x[0] if x else None, LISTS, "is return missing?"),
    (doubled, lambda x: [7], lambda x: [len(x)], LISTS, "is [7] in every case"),
    (doubled, lambda x: [2 * n + 3 for n in x], lambda x: [n * n for n in x], LISTS, "3 too large"),
    (doubled, lambda x: [-2 * n for n in x], lambda x: [-n % 5 for n in x], LISTS, "wrong sign"),
    (sizes, lambda w: {len(k): k for k in w}, lambda w: {}, WORDS[:2], "swapped"),
    (sizes, lambda w: [*sizes(w).items()], lambda w: [1], WORDS, "made of pairs"),
    (
        sizes,
        lambda w: {k: len(k) + 1 for k in w},
        lambda w: {k: ord(k[0]) for k in w},
        WORDS,
        "1 too",
    ),
    (
        joined,
        lambda p, n: p / n,
        lambda p, n: p / n / str(len(n)),
        PATHS,
        "'JPEGImages' is missing",
    ),
    (
        joined,
        lambda p, n: p / "JPEG" / n,
        lambda p, n: p / n[:2] / n,
        PATHS,
        "'JPEG' where 'JPEGImages'",
    ),
    (
        joined,
        lambda p, n: str(joined(p, n)),
        lambda p, n: f"{p}-{n}",
        PATHS,
        "a str, not a Path; apart",
    ),
    (twice, lambda t: 2 * t.T, lambda t: 3 * t.T, TABLES, "transposed"),
    (mean, sum, lambda x: sum(x) ** 3, NUMBERS, "sum(numbers)"),
    (mean, lambda x: 4 * mean(x), lambda x: mean(x) ** 3, NUMBERS, "4 times"),
    (mean, lambda x: float(np.median(x)), lambda x: x[1] + x[0] ** 2, NUMBERS, "the median of"),
    (mean, lambda x: -mean(x), lambda x: -(mean(x) ** 2), NUMBERS, "wrong sign"),
    (mean, lambda x: torch.tensor(mean(x)).sqrt() ** 2, lambda x: "a", NUMBERS, ""),
]


@pytest.mark.parametrize(("wanted", "wrong", "near", "cases", "words"), TOLD)
def test_a_relation_is_told_and_a_near_miss_is_not(wanted, wrong, near, cases, words):
    parts = "top left bottom right" if wanted is box else ""
    assert words in told(wanted, wrong, cases, parts=parts)
    assert not words or words not in told(wanted, near, cases, parts=parts)


def refusing(x):
    if x < 0:
        raise ValueError(f"{x} is below 0")
    return x + 1


@pytest.mark.parametrize(
    ("instead", "words"),
    [
        (lambda x: ValueError("no"), "The ValueError is returned"),
        (lambda x: ValueError, "The ValueError is returned"),
        (lambda x: print("no"), "prints a message and goes on"),
        (lambda x: -1, "Where a ValueError is expected, it returns -1"),
        (lambda x: 1 / 0, "It raises a ZeroDivisionError; ValueError is expected"),
    ],
)
def test_errors_that_are_not_raised_are_named(instead, words):
    def answer(x):
        return instead(x) if x < 0 else x + 1

    assert words in told(refusing, answer, [(1,), (4,), (-1,), (-5,)])


def test_a_loop_is_asked_for_where_there_is_one():
    def answer(items):
        for item in items:
            return [item]
        return []

    assert "only the first item: is return or yield inside the loop?" in told(same, answer, LISTS)


def test_an_assertion_is_no_value_error():
    def answer(x):
        assert x >= 0
        return x + 1

    assert "use raise for a ValueError" in told(refusing, answer, [(1,), (4,), (-1,), (-5,)])


def test_a_changed_argument_is_named():
    def answer(items):
        items.append(1)
        return items[:-1]

    assert "It changes items" in told(same, answer, LISTS)


def test_a_part_in_place_of_the_whole_is_named():
    cases = [(["ab", "c"],), (["de"],), (["f", "g", "h"],)]
    assert told(first_part, lambda w: w[0], cases, parts="word count") == (
        "The result is only the word."
    )


def test_each_part_is_explained_by_itself():
    def answer(words):
        return words[-1].upper(), len(words) + 1

    cases = [(["ab", "c"],), (["de"],), (["f", "g", "h"],)]
    assert told(first_part, lambda w: (w[0].upper(), len(w) + 1), cases) == (
        "The first part is in upper case. The second part is 1 too large in every case."
    )
    assert told(first_part, answer, cases) == ""


def test_a_tensor_without_its_mean():
    def loss(a, b):
        return (a - b).abs().mean()

    cases = [(torch.arange(6.0).reshape(2, 3), torch.full((2, 3), float(n))) for n in range(3)]
    assert "their mean is not taken" in told(loss, lambda a, b: (a - b).abs(), cases)
    assert "mean" not in told(loss, lambda a, b: a - b, cases)


def same_items(numbers):
    return list(numbers)


def reversed_in_place(numbers):
    return numbers.copy().reverse()


def assigned(numbers):
    result = []
    for n in numbers:
        result = result.append(n)
    return result


def uncalled(numbers):
    numbers.sort  # noqa: B018
    return numbers


def equal_to_nan(numbers):
    return [0 if n == float("nan") else 2 * n for n in numbers]


_SEEN = []


def kept_in_a_default(numbers, seen=_SEEN):
    seen += numbers
    return list(seen)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (reversed_in_place, "what `numbers.copy().reverse()` returns: None."),
        (assigned, "`result.append(n)` works in place and returns None"),
        (uncalled, "`numbers.sort` is not called"),
        (equal_to_nan, "`n == float('nan')` is always False"),
        (kept_in_a_default, "right by itself, but not after others: `seen` keeps"),
    ],
)
def test_what_the_code_shows_by_itself_is_told(answer, words):
    assert words in told(same_items if answer is not uncalled else sorted, answer, LISTS)


def test_what_cuts_a_gradient_off_is_named():
    def slope(result, args):
        return {
            "value": result.detach(),
            "gradient": 1.0 if result.requires_grad else "there is none",
        }

    def plain(x):
        return torch.tensor((2 * x).tolist())

    cases = [(torch.full((3,), float(n), requires_grad=True),) for n in range(3)]
    words = told(lambda x: 2 * x, plain, cases, observe=slope)
    assert words == "No gradient flows back through your answer: `torch.tensor` cuts it off."


def test_what_is_read_ahead_is_told():
    def odd(numbers):
        return (n for n in numbers if n % 2)

    cases = [(stream(lambda k=k: range(k), f"range({k})"),) for k in (9, 12, 5)]
    assert "does all its reading before" in told(
        odd, lambda ns: iter([n for n in ns if n % 2]), cases, lazy=True
    )
    assert "one by one, with yield" in told(
        odd, lambda ns: [n for n in ns if n % 2], cases, lazy=True
    )


@settings(max_examples=25, deadline=None)
@given(
    st.integers(-9, 9).filter(bool),
    st.lists(
        st.tuples(st.integers(-50, 50), st.integers(1, 50)), min_size=4, max_size=6, unique=True
    ),
    st.integers(0, 3),
)
def test_an_offset_is_told_only_when_it_is_the_same_in_every_case(step, cases, odd_one):
    def area(a, b):
        return 100 * a + b

    def wrong(a, b):
        return 100 * a + b + step

    def not_always(a, b):
        return 100 * a + b + step + 1000 * ((a, b) == cases[odd_one])

    sentence = f"{abs(step)} too {'large' if step > 0 else 'small'} in every case"
    assert sentence in told(area, wrong, cases)
    assert "in every case" not in told(area, not_always, cases)


@pytest.mark.parametrize("order", [[1, 0, 2, 3], [0, 3, 2, 1], [2, 3, 0, 1], [1, 0, 3, 2]])
def test_parts_that_have_changed_places_are_told(order):
    text = told(box, lambda b: box(b)[order], BOXES, parts="top left bottom right")
    assert text.count(" and ") == sum(n != one for n, one in enumerate(order)) // 2
    assert "have changed places" in text


def test_a_list_that_is_kept_between_calls_is_named():
    kept, counts = [], {}

    def appending(items, kept=kept):
        kept.extend(2 * n for n in items)
        return kept

    def inserting(items, kept=kept):
        for n in items:
            kept.insert(0, 2 * n)
        return kept

    def counting(words, counts=counts):
        counts.update((word, len(word)) for word in words)
        return counts

    def emptied(items):
        kept.clear()
        kept.extend(items)
        return kept

    cases = [([3, 1, 2],), ([4],), ([8, 6],)]
    for wrong in (appending, inserting):
        kept.clear()
        wanted = doubled if wrong is appending else lambda items: doubled(items)[::-1]
        assert "what an earlier call put into it" in told(wanted, wrong, cases)
    assert "an earlier call" in told(sizes, counting, WORDS)
    kept.clear()
    assert "earlier call" not in told(doubled, emptied, cases)


def test_a_global_name_that_spoils_later_calls_is_named():
    def smallest(numbers):
        global least
        least = min([globals().get("least", 99), *numbers])
        return least

    names = dict(globals())
    cases = [([3, 5],), ([9, 4],), ([8],)]
    assert told(min, smallest, cases, relations=False) == (
        "Each call is right by itself, but not after others: `least` keeps what an earlier call "
        "put into it."
    )
    assert globals() == names


def test_the_right_numbers_in_other_shapes_and_orders():
    def pairs(table):
        return np.stack([table, table + 1], axis=-1).reshape(-1, 2)

    def grid(table):
        return np.stack([table, table + 1], axis=-1)

    def columns(table):
        return table[:, 0].astype(float), table

    def downwards(table):
        return table[::-1, 0].astype(float), table[::-1]

    assert "right numbers in a different shape" in told(pairs, grid, TABLES)
    assert "right rows in a different order" in told(columns, downwards, TABLES)
    tensors = [(torch.tensor(table.tolist()).float(),) for (table,) in TABLES]
    averaged = told(lambda a: a.mean(), lambda a: a.reshape(1, -1).mean(1), tensors)
    assert "shape (1,), not ()" in averaged


def test_rounded_unsigned_and_divided_numbers():
    cases = [(np.array([1.2345, -2.3456, 3.1]) * n,) for n in (1, 3, 7)]
    assert "to 2 decimal places, and" in told(lambda a: a / 3, lambda a: (a / 3).round(2), cases)
    flipped = np.array([1, -1, -1])
    assert "sign in some places" in told(lambda a: a / 3, lambda a: a * flipped / 3, cases)
    assert "number of elements in a" in told(lambda a: a.sum(), lambda a: a.mean(), TABLES)
