"""Exercises of chapter 08: sessions with the debugger, judged by what they have shown."""

from __future__ import annotations

import re
from collections.abc import Callable

from minilib import debugging
from minilib.workbook.exercises import Call, Exercise, broken, call
from minilib.workbook.exercises.showing import type_name
from minilib.workbook.exercises.slips import Put, Slip, body, put

_FILE = re.compile(r"\d{6}\.jpg")
#: ``display`` shows what a value was before; that is not what the learner asked for.
_BEFORE = re.compile(r"\[old: .*\]")


# -- what a session has shown ---------------------------------------------------------------------


def shown_in(function: str, culprit: Callable) -> Callable:
    """What to compare of a session: where it stopped and what it printed, in words.

    A session is right when it prints the culprit's file name, and no other, while the selected
    frame is one of ``function`` and has that name among its variables. How it got there is free.

    Parameters
    ----------
    function
        The name of the function in whose frame the name has to be printed.
    culprit
        Takes the program's argument and returns the file name that is to be shown.
    """

    def observe(session: object, args: list) -> object:
        if session is None:
            return None  # said by check: is a return missing?
        program, data = args
        if not hasattr(session, "steps"):
            wrong = f"{type_name(session)} was returned, not what replay(...) gives"
            return {"stopped": wrong, "printed": ""}
        if session.function is not program:
            wrong = f"in {session.function.__name__}: give replay the argument program"
            return {"stopped": wrong, "printed": ""}
        name = culprit(data)
        at = [step for step in session.steps if step.function == function]
        there = [step for step in at if name in _texts(step)]
        return {
            "stopped": _stopped(session.steps, at, there, function, name),
            "printed": _printed(session.steps, there, name),
        }

    return observe


def _texts(step: debugging.Step) -> list[str]:
    """The variables of a step's frame that are strings."""
    return [value for value in step.values.values() if isinstance(value, str)]


def _stopped(steps: list, at: list, there: list, function: str, name: str) -> str:
    if there:
        return f"in {function}, at {name}"
    if at:
        names = [text for text in _texts(at[-1]) if _FILE.fullmatch(text)]
        moment = f"at {names[0]}" if names else "before it has a file name"
        last = steps[-1].function
        return f"in {function}, but {moment}" + (f"; then in {last}" if last != function else "")
    others = ", ".join(dict.fromkeys(step.function for step in steps))
    return f"never in {function}" + (f", only in {others}" if others else "")


def _printed(steps: list, there: list, name: str) -> str:
    """The file names that were printed: ``name`` alone when it was printed alone, there."""
    printed = [set(_FILE.findall(_BEFORE.sub("", step.answer))) for step in steps]
    # ``display`` prints on arrival: such an answer belongs to the place of the next step.
    for names, step, following in zip(printed, steps, [*steps[1:], None], strict=True):
        if names == {name} and (step in there or following in there):
            return name
    for names, step in zip(reversed(printed), reversed(steps), strict=True):
        if len(names) == 1:
            return f"{names.pop()}, in {step.function}"
    most = max(map(len, printed), default=0)
    return f"{most} file names at once" if most else _last_print(steps)


def _last_print(steps: list) -> str:
    """What the last command that prints has shown, when there was no file name in it."""
    for step in reversed(steps):
        if step.command.split(" ")[0] in {"p", "pp"}:
            return f"no file name, but {' '.join(step.answer.split())[:40]}"
    return "no file name"


# -- cases: the chapter's data set, and four that the learner has not seen ------------------------


def _cases(exercise: str, program: Callable, data: Callable) -> tuple[Call, ...]:
    def text(seed: int) -> str:
        shown = data.__name__.upper() if seed == 0 else f"{data.__name__}({seed})"
        return f"{exercise}({program.__name__}, {shown})"

    return tuple(call(program, data(seed), text=text(seed)) for seed in range(5))


def _bad_class(album: dict) -> str:
    return next(n for n, numbers in album["images"] if not set(numbers) <= set(broken.CLASSES))


def _largest(place: int) -> Callable:
    """The file name of the entry that is largest in one place."""
    return lambda images: max(images, key=lambda image: image[place])[0]


def _negative(images: list) -> str:
    return next(name for name, _, box in images if min(box) < 0)


def _tiny(images: list) -> str:
    return min(images, key=lambda image: image[2])[0]


# -- sessions that go wrong -----------------------------------------------------------------------


def typed(answer: Callable, *commands: str) -> Put:
    """These commands in place of those of the answer."""
    (others,) = re.findall(r"\[.*\]", body(answer))
    return put(others, repr(list(commands)))


EXERCISES = {
    "find_crowd": Exercise(
        answer=debugging.find_crowd,
        minutes=8,
        difficulty=2,
        cases=_cases("find_crowd", broken.describe, broken.crowd),
        observe=shown_in("most_objects", _largest(1)),
        hints=(
            "Which of the functions that describe calls looks for the largest? Look at it with ll.",
            "Enter it with b and its name, run on to its return with r: its variables are there.",
            'commands=["b most_objects", "c", "r", "p ..."]: which variable has the file name?',
        ),
        slips=(
            Slip(
                typed(debugging.find_crowd, "n", "n", "p most"),
                "In describe only the number is known. Enter most_objects, with b or s.",
            ),
            Slip(
                typed(debugging.find_crowd, "b most_objects", "c", "p fullest"),
                "You print at the first line, before anything was looked for. Run on with r.",
            ),
            Slip(
                typed(debugging.find_crowd, "b most_objects", "c", "r", "u", "p fullest"),
                "One u too many: the name is known in most_objects, not above it.",
            ),
        ),
        why="What a function does not return can be seen in its frame, until it returns.",
    ),
    "find_negative": Exercise(
        answer=debugging.find_negative,
        minutes=8,
        difficulty=2,
        cases=_cases("find_negative", broken.mean_share, broken.shares),
        observe=shown_in("mean_share", _negative),
        hints=(
            "When is an area negative? The place of the breakpoint needs a condition.",
            "Stop after the line that gives share its value, or in box_area; there, go up.",
            'commands=["b LINE, share < 0", "c", "p name"], with the number of a line from ll.',
        ),
        slips=(
            Slip(
                typed(debugging.find_negative, "b box_area, box[2] < 0", "c", "u", "p name"),
                "Not in every data set it is the width: let the condition ask for the share.",
            ),
            Slip(
                typed(debugging.find_negative, "b box_area", "c", "u", "p name"),
                "Without a condition it stops at the first image. Write one behind a comma.",
            ),
            Slip(
                typed(debugging.find_negative, "b box_area, box[2] * box[3] < 0", "c", "p name"),
                "You stop at the right box, but in box_area there is no name. Go up with u.",
            ),
        ),
        why="A condition leaves 299 stops out and keeps the one that matters.",
    ),
    "find_widest": Exercise(
        answer=debugging.find_widest,
        minutes=8,
        difficulty=3,
        cases=_cases("find_widest", broken.scales, broken.sizes),
        observe=shown_in("scales", _largest(1)),
        hints=(
            "Between the two loops stands a line that is run once. Stop there.",
            "until and a line number, or tbreak and a line number and c, get past the first loop.",
            'commands=["tbreak LINE", "c", "p holder"], with the number of the line from ll.',
        ),
        slips=(
            Slip(
                typed(debugging.find_widest, "r", "p holder"),
                "At the return the second loop has used holder again: this is the tallest one.",
            ),
            Slip(
                typed(debugging.find_widest, "n", "n", "n", "n", "p holder"),
                "The first loop is still at its first image. Leave the loop with until or tbreak.",
            ),
            Slip(
                typed(debugging.find_widest, "until 129", "p name"),
                "name is the image that the loop looked at last. holder has the widest.",
            ),
        ),
        why="A loop ends where the next line begins: one breakpoint there, and no pressing of n.",
    ),
    "find_crash": Exercise(
        answer=debugging.find_crash,
        minutes=6,
        difficulty=2,
        cases=_cases("find_crash", broken.count_classes, broken.album),
        observe=shown_in("count_image", _bad_class),
        hints=(
            "w shows four frames. Which of them was given a file name?",
            "Go up with u, and look at the arguments with a in each frame.",
            'commands=["u", ..., "p name"], after_failure=True: up to count_image.',
        ),
        slips=(
            Slip(
                typed(debugging.find_crash, "p name"),
                "You look into the frame of the failure, which knows the number only. Go up.",
            ),
            Slip(
                typed(debugging.find_crash, "u", "p name"),
                "One u too few: add_object was given no file name either.",
            ),
            Slip(
                typed(debugging.find_crash, "u", "u", "u", "p name"),
                "One u too many: in count_classes, name is the name of the album.",
            ),
        ),
        why="A traceback shows where a value was noticed; a frame above knows where it is from.",
    ),
    "find_cause": Exercise(
        answer=debugging.find_cause,
        minutes=12,
        difficulty=4,
        cases=_cases("find_cause", broken.resize, broken.cameras),
        observe=shown_in("camera_scales", _tiny),
        hints=(
            "resize calls two functions. Which of them makes the scales? Look at it with ll.",
            "Stop in camera_scales after the line that makes scale, if scale is 0.",
            'commands=["b LINE, scale == 0", "c", "p name"], without after_failure.',
        ),
        slips=(
            Slip(
                (typed(debugging.find_cause, "p name"), put("])", "], after_failure=True)")),
                "This image was the first to use the scale. Another one made it, in camera_scales.",
            ),
            Slip(
                typed(debugging.find_cause, "b camera_scales", "c", "n", "n", "p name"),
                "You stop at the first image of all. Give the breakpoint a condition.",
            ),
            Slip(
                typed(debugging.find_cause, "b 162, found[camera] == 0", "c", "p name"),
                "Here the scale is used. Stop where it is made: in camera_scales.",
            ),
        ),
        why="The value that hurts was made in a call that has ended: run again and wait for it.",
    ),
}
