"""Exercises of chapter 08: sessions with the debugger, judged by what they have shown."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from functools import partial

from minilib import debugging
from minilib.workbook.exercises import Exercise, broken, call, records, sessions
from minilib.workbook.exercises.slips import Put, Slip, body, drop, put


def _hunt(
    name: str,
    program: Callable,
    function: str,
    kind: str,
    own: dict[str, str],
    more: dict[Slip, str] | None = None,
    *,
    after_failure: bool = False,
    **said: object,
) -> Exercise:
    """A hunt: in ``function`` of ``program`` is found which record of a ``kind`` is the cause.

    ``own`` has commands that go wrong, with ``; `` between them, and what to say of each.
    """
    answer = getattr(debugging, name)
    slips = {**_never(answer, kind, after_failure), **{typed(answer, c): m for c, m in own.items()}}
    return Exercise(
        answer=answer,
        # The series that the chapter shows, and four that the learner has not seen.
        cases=tuple(call(program, n, text=f"{name}({program.__name__}, {n})") for n in range(5)),
        relations=False,
        observe=sessions.shown_in(function, partial(records.cause, kind)),
        slips={**(more or {}), **slips},
        **said,
    )


def typed(answer: Callable, commands: str) -> Put:
    """These commands in place of those of the answer."""
    return put(repr(_commands(answer)), repr(commands.split("; ")))


def _commands(answer: Callable) -> list[str]:
    return ast.literal_eval(re.search(r"\[.*\]", body(answer))[0])


def _never(answer: Callable, kind: str, after_failure: bool) -> dict[Callable, str]:
    """What no hunt accepts, whichever it is, and what to say of it."""

    def session(*commands: str, later: int = 0) -> Callable:
        return lambda program, series: debugging.replay(program, series + later, commands=commands)

    def unreturned(program: Callable, series: int) -> None:
        debugging.replay(program, series, commands=["q"])

    def beforehand(program: Callable, series: int) -> object:
        commands = [*_commands(answer)[:-1], f"p {records.cause(kind, series)!r}"]
        return debugging.replay(program, series, commands=commands, after_failure=after_failure)

    return {
        session(*["n"] * (sessions.MOST + 1)): (
            f"That is more than {sessions.MOST} commands. Let the debugger do the steps: a "
            "breakpoint with a condition and c, until or tbreak."
        ),
        session(f"p next(records.{kind}(0))"): (
            "A command that reads the records does the program's work once more. Stop where the "
            "program has the value, and print that variable."
        ),
        session("!name = 0"): (
            "A hunt only looks: it assigns nothing, and it does not jump. A value that you put "
            "into a variable yourself proves nothing."
        ),
        unreturned: "It returns None: put return in front of replay.",
        session("c"): "Nothing stops it: no breakpoint is reached, or no condition comes true.",
        session("q", later=5): "Give replay the program and series that your function was given.",
        beforehand: (
            "In another series the same commands print the same file name: you found it out "
            "beforehand. Print a variable of the program."
        ),
    }


EXERCISES = {
    "find_crowd": _hunt(
        "find_crowd",
        broken.describe,
        "most_objects",
        "crowd",
        {
            "s; r; p emptiest": "This is fewest_objects, which comes first. Enter most_objects.",
            "n; n; p most": "In describe only the number is known. Enter most_objects, with b.",
            "n; n; p fullest": "In describe nothing is called fullest. Enter most_objects, with b.",
            "b 46; c; p name": "You stop at the first image that is fuller than those before it.",
            "b 45, count > 300; c; p name": "Not every series has an image with so many objects.",
            "b most_objects; c; p fullest": "The loop has not begun yet: run on with r.",
            "b most_objects; c; r; p name": "name is the image that the loop looked at last. "
            "Which variable keeps the fullest?",
            "b most_objects; c; r; u; p fullest": "Leave out the u: most_objects has the name.",
        },
        minutes=8,
        difficulty=2,
        hints=(
            "Which of the functions that describe calls looks for the largest? Look at it with ll.",
            "Enter it with b and c, then run on to its return with r: its variables are there.",
            'commands=["b most_objects", "c", "r", "p ..."]: which variable has the file name?',
        ),
        why="What a function does not return can be seen in its frame, until it returns.",
    ),
    "find_negative": _hunt(
        "find_negative",
        broken.shares,
        "shares",
        "boxes",
        {
            "r; p name": "At the return the loop is over: name is the image that it looked at "
            "last. Stop in the loop, with a condition.",
            "b 77, share < 0; p name": "Nothing has run to your breakpoint yet: c is missing.",
            "b 77, share < 0; c; r; p name": "You stopped at the right image, but r ran on to the "
            "return: there name is the last image. Print before you go on.",
            "b box_area, box[2] < 0; c; u 2; p name": "The width is negative in some series only: "
            "let the condition test the share.",
            "b box_area; c; u 2; p name": "It stops at the very first image. After a comma, the "
            "breakpoint needs a condition whose names have values at that line.",
            "b box_area, box[2] * box[3] < 0; c; p name": "The right box, but box_area has no "
            "variable `name`. Go up two frames: u 2.",
        },
        minutes=8,
        difficulty=2,
        hints=(
            "When is an area negative? The breakpoint needs a condition.",
            "Stop after the line that gives share its value, or in box_area; from there, go up.",
            'commands=["b LINE, share < 0", "c", "p name"], with the number of a line from ll.',
        ),
        why="A condition skips 299 stops and keeps the one that matters.",
    ),
    "find_widest": _hunt(
        "find_widest",
        broken.scales,
        "scales",
        "sizes",
        {
            "r; p holder": "At the return the second loop has used holder again: this is the "
            "tallest image.",
            "b 93, width > 430; c; p name": "In series 0 only the widest image meets your "
            "condition. In the others an earlier one does, and you stop there. The widest is "
            "known only after the loop.",
            "until 103; p holder": "By then the second loop has used holder for the tallest image.",
            "until; p holder": "until alone goes to the next line: give it the number of a line.",
            "b 94; c; p name": "You stop at the first image that is wider than those before it.",
            "n; n; n; n; n; n; n; n; p holder": "Leave the first loop with until or tbreak, not n.",
            "until 95; p name": "name is the image that the loop looked at last. holder has the "
            "widest.",
        },
        minutes=8,
        difficulty=3,
        hints=(
            "Between the two loops stand two lines that run once. Stop there.",
            "until and a line number, or tbreak and a line number and c, get past the first loop.",
            'commands=["tbreak LINE", "c", "p holder"], with the number of the line from ll.',
        ),
        why="A loop ends where the next line begins: one breakpoint there saves pressing n.",
    ),
    "find_crash": _hunt(
        "find_crash",
        broken.count_classes,
        "count_image",
        "album",
        {
            "p name": "You look into the frame of the failure, which knows only the number. Go up.",
            "u; u; p name": "One u too few: add_object was given one object and no file name.",
            "u; u; u; u; p name": "One u too many: here name is the first image of the burst.",
        },
        {
            drop(", after_failure=True"): "The session begins at the first line: above "
            "it there is no frame. Begin after the failure, with after_failure=True.",
            (
                typed(debugging.find_crash, "b 127; c; p name"),
                drop(", after_failure=True"),
            ): "You stop at the very first image. Begin after the failure, or add a condition.",
        },
        after_failure=True,
        minutes=8,
        difficulty=3,
        hints=(
            "w shows six frames. Which of them was given one image, with all of its objects?",
            "Go up with u, and look at the arguments with a in each frame.",
            'commands=["u", ..., "p name"], after_failure=True: up to count_image.',
        ),
        why="A traceback shows where a value was noticed; a frame above, where it came from.",
    ),
    "find_cause": _hunt(
        "find_cause",
        broken.resize,
        "camera_scales",
        "trials",
        {
            "b camera_scales; c; n; n; n; p name": "You stop at the very first image. The "
            "breakpoint needs a condition whose names have values at its line.",
            "b camera_scales; c; r; p name": "At the return name is the image looked at last. Stop "
            "in the loop, with a condition.",
            "b 153, width * height < 500_000; c; p name": "This image is tiny as well, but its "
            "camera had its scale already: no scale was made from it.",
            "b new_width, scale == 0; c; u; p name": "Here the scale is used. Stop where it is "
            "made: in camera_scales.",
        },
        {
            (
                typed(debugging.find_cause, "u; p name"),
                put("])", "], after_failure=True)"),
            ): "This image was the first to use the scale. Another one made it, in camera_scales.",
        },
        minutes=12,
        difficulty=4,
        hints=(
            "resize calls a function that makes the scales. Look at it with ll.",
            "Stop in camera_scales after the line that makes scale, if scale is 0.",
            'commands=["b LINE, scale == 0", "c", "p name"], without after_failure.',
        ),
        why="The bad value was made in a call that has ended: run again and wait for it there.",
    ),
}
