# ruff: noqa
"""Sessions for the hunts of chapter 08 that did without debugging; TOLD is what each must hear."""

from minilib.debugging import Session, Step, replay
from minilib.workbook.exercises import broken, records


# --- find_crowd --------------------------------------------------------------------------------


def find_crowd__wrong__thousand_steps(program, series):
    return replay(program, series, commands=["n", "s"] + ["n"] * 1000 + ["p fullest"])


def find_crowd__wrong__everything_at_every_stop(program, series):
    return replay(program, series, commands=["p fullest", "p name", "s"] * 500)


def find_crowd__wrong__computed(program, series):
    return replay(
        program,
        series,
        commands=[
            "b most_objects",
            "c",
            "p max(records.crowd(series), key=lambda image: len(image[1]))[0]",
        ],
    )


def find_crowd__wrong__assigned(program, series):
    return replay(
        program,
        series,
        commands=[
            "b most_objects",
            "c",
            "!fullest = sorted(records.crowd(series))[0][0]",
            "p fullest",
        ],
    )


def find_crowd__wrong__typed(program, series):
    return replay(program, series, commands=["b most_objects", "c", "r", "p '006117.jpg'"])


def find_crowd__wrong__all_variables(program, series):
    return replay(program, series, commands=["b most_objects", "c", "r", "p locals()"])


def find_crowd__wrong__other_program(program, series):
    return replay(broken.most_objects, series, commands=["r", "p fullest"])


def find_crowd__wrong__the_series_of_the_book(program, series):
    return replay(program, 0, commands=["b most_objects", "c", "r", "p fullest"])


# --- find_negative -----------------------------------------------------------------------------


def find_negative__wrong__every_image(program, series):
    return replay(program, series, commands=["b 77"] + ["c", "p name, share"] * 300)


def find_negative__wrong__comprehension(program, series):
    return replay(
        program,
        series,
        commands=[
            "p [name for name, _, boxes in records.boxes(series) if min(map(min, boxes)) < 0]"
        ],
    )


def find_negative__wrong__condition_that_searches(program, series):
    return replay(
        program,
        series,
        commands=[
            "b 77, name == min((covered(boxes), name) for name, _, boxes in records.boxes(series))[1]",
            "c",
            "p name",
        ],
    )


def find_negative__wrong__loop_at_the_prompt(program, series):
    return replay(
        program,
        series,
        commands=[
            "interact",
            "for name, _, boxes in records.boxes(series):",
            "    if covered(boxes) < 0: print(name)",
            "",
            "Ctrl+D",
        ],
    )


def find_negative__wrong__walrus(program, series):
    return replay(
        program, series, commands=["n", "n", "n", "n", "p (name := min(records.boxes(series))[0])"]
    )


def find_negative__wrong__computed_beforehand(program, series):
    found = [name for name, _, boxes in records.boxes(series) if min(map(min, boxes)) < 0]
    return replay(program, series, commands=["until 77", f"p {found[0]!r}"])


def find_negative__wrong__all_records(program, series):
    return replay(
        program, series, commands=["b 77, share < 0", "c", "p list(records.boxes(series))"]
    )


def find_negative__wrong__told_by_the_answer(program, series):
    return replay(program, series, commands=["b 77, share < 0", "c", "p share"])


# --- find_widest -------------------------------------------------------------------------------


def find_widest__wrong__thousand_steps(program, series):
    return replay(program, series, commands=["n"] * 1000 + ["p holder"])


def find_widest__wrong__until_until(program, series):
    return replay(program, series, commands=["until"] * 20 + ["p holder", "p name"])


def find_widest__wrong__all_holders(program, series):
    return replay(program, series, commands=["until 95", "p holder", "until 103", "p holder"])


def find_widest__wrong__sorted_by_key(program, series):
    return replay(
        program,
        series,
        commands=["p sorted(records.sizes(series), key=lambda image: image[1])[-1][0]"],
    )


def find_widest__wrong__guessed_width(program, series):
    return replay(program, series, commands=["b 93, width > 430", "c", "p name"])


def find_widest__wrong__jumped(program, series):
    return replay(program, series, commands=["jump 95", "p holder"])


def find_widest__wrong__first_record(program, series):
    return replay(program, series, commands=["tbreak 94", "c", "n", "p holder"])


# --- find_crash --------------------------------------------------------------------------------


def find_crash__wrong__every_frame(program, series):
    return replay(
        program,
        series,
        commands=["p name", "u", "p name", "u", "p name", "u", "p name", "u", "p name"],
        after_failure=True,
    )


def find_crash__wrong__all_the_way_up(program, series):
    return replay(program, series, commands=["u 5", "p name"], after_failure=True)


def find_crash__wrong__from_the_burst(program, series):
    return replay(
        program, series, commands=["up 4", "p images[0][0]", "p images[1][0]"], after_failure=True
    )


def find_crash__wrong__searched(program, series):
    return replay(
        program,
        series,
        commands=[
            "up 4",
            "p [name for name, things in images for number, _ in things if number not in CLASSES]",
        ],
        after_failure=True,
    )


def find_crash__wrong__stepped_to_it(program, series):
    return replay(program, series, commands=["s"] * 1000 + ["u", "u", "u", "p name"])


def find_crash__wrong__alias(program, series):
    return replay(
        program, series, commands=["alias x p name", "u", "u", "u", "x"], after_failure=True
    )


def find_crash__wrong__the_number(program, series):
    return replay(program, series, commands=["u 3", "p things"], after_failure=True)


def find_crash__wrong__from_the_beginning(program, series):
    return replay(program, series, commands=["u", "u", "u", "p name", "q"])


def find_widest__wrong__first_wider(program, series):
    return replay(program, series, commands=["b 94", "c", "p name", "q"])


def find_negative__wrong__no_c(program, series):
    return replay(program, series, commands=["b 77, share < 0", "p name", "q"])


# --- find_cause --------------------------------------------------------------------------------


def find_cause__wrong__user_of_the_scale(program, series):
    return replay(program, series, commands=["u", "p name"], after_failure=True)


def find_cause__wrong__every_frame(program, series):
    return replay(
        program, series, commands=["p name", "u", "p name", "p found", "a"], after_failure=True
    )


def find_cause__wrong__first_tiny_one(program, series):
    return replay(program, series, commands=["b 153, width * height < 500_000", "c", "p name"])


def find_cause__wrong__search(program, series):
    return replay(
        program,
        series,
        commands=["s", "p [n for n, c, w, h in records.trials(series) if w * h < 500_000]"],
    )


def find_cause__wrong__thousand_steps(program, series):
    return replay(program, series, commands=["s"] + ["n"] * 1500 + ["p name"])


def find_cause__wrong__filtered(program, series):
    return replay(
        program,
        series,
        commands=["b camera_scales", "c", "p next(filter(bool, records.trials(series)))[0]"],
    )


def find_cause__wrong__at_the_return(program, series):
    return replay(program, series, commands=["b camera_scales", "c", "r", "p name"])


def find_cause__wrong__forged(program, series):
    return {
        "session": "at most 12 commands, which only look",
        "printed": records.cause("trials", series),
    }


def find_cause__wrong__forged_session(program, series):
    real = replay(program, series, commands=["s"])
    name = records.cause("trials", series)
    step = Step("p name", "camera_scales", 155, {"name": name}, repr(name))
    return Session(program, (series,), ("p name",), repr(name), [*real.steps, step])


def find_cause__wrong__camera_of_series_0(program, series):
    commands = ["b 155, camera == 'camera 7'", "c", "p name", "q"]
    return replay(program, series, commands=commands)


def find_cause__wrong__last_digit_of_the_camera(program, series):
    commands = ["b camera_scales", "c", "tbreak 154, camera[-1] == '7'", "c", "p name"]
    return replay(program, series, commands=commands)


TOLD = {
    "find_crowd__wrong__thousand_steps": "more than 12 commands",
    "find_crowd__wrong__everything_at_every_stop": "more than 12 commands",
    "find_crowd__wrong__computed": "reads the records itself",
    "find_crowd__wrong__assigned": "reads the records itself",
    "find_crowd__wrong__typed": "right in this series only",
    "find_crowd__wrong__all_variables": ", but also",
    "find_crowd__wrong__other_program": "of another program or series",
    "find_crowd__wrong__the_series_of_the_book": "Your answer never uses `series`.",
    "find_negative__wrong__every_image": "more than 12 commands",
    "find_negative__wrong__comprehension": "reads the records itself",
    "find_negative__wrong__condition_that_searches": "reads the records itself",
    "find_negative__wrong__loop_at_the_prompt": "reads the records itself",
    "find_negative__wrong__walrus": "reads the records itself",
    "find_negative__wrong__computed_beforehand": "stopped: in shares, but at",
    "find_negative__wrong__all_records": "reads the records itself",
    "find_negative__wrong__told_by_the_answer": "no file name",
    "find_widest__wrong__thousand_steps": "more than 12 commands",
    "find_widest__wrong__until_until": "more than 12 commands",
    "find_widest__wrong__all_holders": "but also",
    "find_widest__wrong__sorted_by_key": "reads the records itself",
    "find_widest__wrong__guessed_width": "right in this series only",
    "find_widest__wrong__jumped": "does more than look",
    "find_widest__wrong__first_record": "stopped: in scales, but at",
    "find_crash__wrong__every_frame": "but also",
    "find_crash__wrong__all_the_way_up": "never in count_image",
    "find_crash__wrong__from_the_burst": "stopped: never in count_image",
    "find_crash__wrong__searched": "stopped: never in count_image",
    "find_crash__wrong__stepped_to_it": "more than 12 commands",
    "find_crash__wrong__alias": "does more than look",
    "find_crash__wrong__the_number": "no file name, but",
    "find_crash__wrong__from_the_beginning": "likely The session begins",
    "find_widest__wrong__first_wider": "wider than those before it",
    "find_negative__wrong__no_c": "c is missing",
    "find_cause__wrong__user_of_the_scale": "Another one made it",
    "find_cause__wrong__every_frame": "never in camera_scales",
    "find_cause__wrong__first_tiny_one": "tiny as well",
    "find_cause__wrong__search": "reads the records itself",
    "find_cause__wrong__thousand_steps": "more than 12 commands",
    "find_cause__wrong__filtered": "reads the records itself",
    "find_cause__wrong__at_the_return": "in camera_scales, but at",
    "find_cause__wrong__forged": "not what replay(...) returns",
    "find_cause__wrong__forged_session": "of another program or series",
}
