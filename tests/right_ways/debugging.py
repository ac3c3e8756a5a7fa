"""Other sessions that find what the hunts of chapter 08 ask for."""

from minilib.debugging import replay


def crowd_step(program, series):
    return replay(program, series, commands=["n", "s", "r", "pp fullest", "q"])


def crowd_line(program, series):
    return replay(program, series, commands=["b 47", "c", "p fullest", "q"])


def crowd_condition(program, series):
    return replay(
        program, series, commands=["b most_objects", "c", "b 44, count > 50", "c", "p name"]
    )


def crowd_until(program, series):
    return replay(program, series, commands=["n", "s", "n", "until 47", "p f'file {fullest}'"])


def crowd_interact(program, series):
    commands = ["tbreak most_objects", "c", "r", "interact", "fullest", "Ctrl+D", "q"]
    return replay(program, series, commands=commands)


def crowd_up(program, series):
    commands = ["b count_objects, len(labels) > 100", "c", "c", "u", "p name"]
    return replay(program, series, commands=commands)


def crowd_bare(program, series):
    return replay(program, series, commands=["tbreak 47;;c", "fullest", "ll", "w"])


def negative_least(program, series):
    return replay(program, series, commands=["b 78, least < 0", "c", "p name, share", "c"])


def negative_tbreak(program, series):
    return replay(program, series, commands=["tbreak 77, share < 0", "c", "!name", "c"])


def negative_sides(program, series):
    commands = ["b box_area, min(box) < 0", "c", "up", "up", "interact", "print(name)", "Ctrl+D"]
    return replay(program, series, commands=commands)


def negative_display(program, series):
    commands = ["b 77, share < 0", "c", "display name", "display share", "n"]
    return replay(program, series, commands=commands)


def negative_commands(program, series):
    commands = ["b 77, share < 0", "commands 1", "p name", "end", "c"]
    return replay(program, series, commands=commands)


def negative_return(program, series):
    commands = ["b box_area, box[2] * box[3] < 0", "c", "r", "u", "u", "pp (name, boxes)"]
    return replay(program, series, commands=commands)


def negative_covered(program, series):
    commands = ["b 68", "condition 1 area < 0", "c", "u", "p name"]
    return replay(program, series, commands=commands)


def widest_until(program, series):
    return replay(program, series, commands=["until 95", "p holder", "q"])


def widest_tbreak(program, series):
    return replay(program, series, commands=["tbreak 96", "c", "p holder", "c"])


def widest_break(program, series):
    return replay(program, series, commands=["b 95", "c", "pp holder, longest"])


def widest_next(program, series):
    commands = ["n", "n", "n", "n", "n", "n", "until", "p holder"]
    return replay(program, series, commands=commands)


def widest_display(program, series):
    return replay(program, series, commands=["until 95", "display holder", "n", "display longest"])


def crash_where(program, series):
    return replay(program, series, commands=["w", "u", "u", "u", "a", "q"], after_failure=True)


def crash_up_three(program, series):
    return replay(program, series, commands=["up 3", "pp name", "p number"], after_failure=True)


def crash_from_above(program, series):
    commands = ["u", "u", "u", "u", "u", "d", "d", "p image[0]"]
    return replay(program, series, commands=commands, after_failure=True)


def crash_break(program, series):
    commands = ["b class_name, number not in CLASSES", "c", "u", "u", "u", "p name"]
    return replay(program, series, commands=commands)


def crash_thing(program, series):
    commands = ["b 127, thing[0] not in CLASSES", "c", "name"]
    return replay(program, series, commands=commands)


def cause_call(program, series):
    commands = ["b camera_scales", "c", "b 155, scale == 0", "c", "p name, scale"]
    return replay(program, series, commands=commands)


def cause_pixels(program, series):
    return replay(program, series, commands=["b 154, width * height < 500_000", "c", "p name", "q"])


def cause_display(program, series):
    return replay(program, series, commands=["tbreak 155, scale == 0", "c", "display name"])


def cause_megapixels(program, series):
    commands = ["b megapixels, width * height < 500000", "c", "r", "u", "p name"]
    return replay(program, series, commands=commands)


def crowd_low_bar(program, series):
    commands = ["b 45, count > 12", "c", "p name"]
    return replay(program, series, commands=commands)


def crowd_assigned(program, series):
    commands = ["n", "s", "b 46, count > 100", "c", "n", "p fullest, most"]
    return replay(program, series, commands=commands)


def crowd_watched(program, series):
    commands = ["tbreak 47", "c", "display fullest", "q"]
    return replay(program, series, commands=commands)


def negative_later(program, series):
    commands = ["b 77", "condition 1 share < 0", "c", "p name", "q"]
    return replay(program, series, commands=commands)


def negative_rounded(program, series):
    commands = ["b 78, round(share, 2) < 0 and images > 12", "c", "ll", "p name"]
    return replay(program, series, commands=commands)


def negative_bound(program, series):
    commands = ["n", "n", "tbreak 77, share < -0.05", "c", "print(name)"]
    return replay(program, series, commands=commands)


def widest_text(program, series):
    commands = ["b 96", "c", "p f'{holder}: {longest}'"]
    return replay(program, series, commands=commands)


def widest_bare(program, series):
    commands = ["until 95;;holder"]
    return replay(program, series, commands=commands)


def widest_interact(program, series):
    commands = ["tbreak 95", "c", "interact", "holder", "Ctrl+D"]
    return replay(program, series, commands=commands)


def widest_look(program, series):
    commands = ["ll", "b 95", "b", "c", "w", "a", "p type(holder), holder"]
    return replay(program, series, commands=commands)


def widest_second_loop(program, series):
    commands = ["n", "tbreak 97", "c", "p holder", "c"]
    return replay(program, series, commands=commands)


def crash_joined(program, series):
    commands = ["w", "u;;u;;u;;p name"]
    return replay(program, series, commands=commands, after_failure=True)


def crash_interact(program, series):
    commands = ["u 3", "interact", "name", "Ctrl+D"]
    return replay(program, series, commands=commands, after_failure=True)


def crash_down(program, series):
    commands = ["u 4", "p name[:6]", "d", "p name", "ll"]
    return replay(program, series, commands=commands, after_failure=True)


def crash_first_line(program, series):
    commands = ["b count_image, image[1][-1][0] not in CLASSES", "c", "p image[0]"]
    return replay(program, series, commands=commands)


def crash_a_class_over_20(program, series):
    commands = ["b add_object, thing[0] > 20", "c", "u", "p name, thing"]
    return replay(program, series, commands=commands)


def cause_not(program, series):
    commands = ["b 155, not scale", "c", "pp name"]
    return replay(program, series, commands=commands)


def cause_later(program, series):
    commands = ["b 155", "condition 1 scale < 1", "c", "p name, camera, width, height"]
    return replay(program, series, commands=commands)


def cause_small_sides(program, series):
    commands = ["b 154, width < 700 and height < 700", "c", "p name"]
    return replay(program, series, commands=commands)


def cause_after(program, series):
    commands = ["b 155, scale == 0", "c", "n", "p name"]
    return replay(program, series, commands=commands)


RIGHT_WAYS = {
    "find_crowd": [
        crowd_step,
        crowd_line,
        crowd_condition,
        crowd_until,
        crowd_interact,
        crowd_up,
        crowd_bare,
        crowd_low_bar,
        crowd_assigned,
        crowd_watched,
    ],
    "find_negative": [
        negative_least,
        negative_tbreak,
        negative_sides,
        negative_display,
        negative_commands,
        negative_return,
        negative_covered,
        negative_later,
        negative_rounded,
        negative_bound,
    ],
    "find_widest": [
        widest_until,
        widest_tbreak,
        widest_break,
        widest_next,
        widest_display,
        widest_text,
        widest_bare,
        widest_interact,
        widest_look,
        widest_second_loop,
    ],
    "find_crash": [
        crash_where,
        crash_up_three,
        crash_from_above,
        crash_break,
        crash_thing,
        crash_joined,
        crash_interact,
        crash_down,
        crash_first_line,
        crash_a_class_over_20,
    ],
    "find_cause": [
        cause_call,
        cause_pixels,
        cause_display,
        cause_megapixels,
        cause_not,
        cause_later,
        cause_small_sides,
        cause_after,
    ],
}

EQUIVALENT: dict[str, dict[str, str]] = {name: {} for name in RIGHT_WAYS}
