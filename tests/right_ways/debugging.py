"""Other sessions that find what the hunts of chapter 08 ask for."""

from minilib.debugging import replay


def crowd_step(program, images):
    return replay(program, images, commands=["n", "s", "r", "pp fullest", "q"])


def crowd_line(program, images):
    return replay(program, images, commands=["b 69", "c", "p fullest", "q"])


def crowd_condition(program, images):
    return replay(
        program, images, commands=["b most_objects", "c", "b 67, count > 50", "c", "p name"]
    )


def crowd_until(program, images):
    return replay(program, images, commands=["n", "s", "n", "until 69", "p f'file {fullest}'"])


def crowd_interact(program, images):
    commands = ["tbreak most_objects", "c", "r", "interact", "fullest", "Ctrl+D", "q"]
    return replay(program, images, commands=commands)


def negative_line(program, images):
    return replay(program, images, commands=["b 105, share < 0", "c", "p name"])


def negative_tbreak(program, images):
    return replay(program, images, commands=["tbreak 105, share < 0", "c", "!name", "c"])


def negative_sides(program, images):
    commands = ["b box_area, min(box) < 0", "c", "up", "interact", "print(name)", "Ctrl+D"]
    return replay(program, images, commands=commands)


def negative_display(program, images):
    commands = ["n", "n", "n", "display name", "b 105, box[2] < 0 or box[3] < 0", "c", "q"]
    return replay(program, images, commands=commands)


def negative_return(program, images):
    commands = ["b box_area, box[2] * box[3] < 0", "c", "r", "u", "pp (name, box)"]
    return replay(program, images, commands=commands)


def widest_until(program, images):
    return replay(program, images, commands=["until 129", "p holder", "q"])


def widest_tbreak(program, images):
    return replay(program, images, commands=["tbreak 130", "c", "p holder", "c"])


def widest_break(program, images):
    return replay(program, images, commands=["b 129", "c", "pp holder, longest"])


def widest_condition(program, images):
    return replay(program, images, commands=["b 128, width > 5000", "c", "n", "p holder"])


def crash_where(program, album):
    return replay(program, album, commands=["w", "u", "u", "a", "q"], after_failure=True)


def crash_up_two(program, album):
    return replay(program, album, commands=["up 2", "pp name", "p number"], after_failure=True)


def crash_all_up(program, album):
    return replay(program, album, commands=["u", "u", "u", "d", "p image[0]"], after_failure=True)


def crash_break(program, album):
    commands = ["b class_name, number not in CLASSES", "c", "u", "u", "p name"]
    return replay(program, album, commands=commands)


def cause_call(program, images):
    commands = ["b camera_scales", "c", "b 155, scale == 0", "c", "p name, pixels"]
    return replay(program, images, commands=commands)


def cause_pixels(program, images):
    return replay(program, images, commands=["b 153, pixels < 500_000", "c", "p name", "q"])


def cause_camera(program, images):
    commands = ["s", "s", "tbreak 154, camera == 'camera 7'", "c", "n", "p scale", "p name"]
    return replay(program, images, commands=commands)


def cause_display(program, images):
    return replay(program, images, commands=["tbreak 155, scale == 0", "c", "display name"])


RIGHT_WAYS = {
    "find_crowd": [crowd_step, crowd_line, crowd_condition, crowd_until, crowd_interact],
    "find_negative": [
        negative_line,
        negative_tbreak,
        negative_sides,
        negative_display,
        negative_return,
    ],
    "find_widest": [widest_until, widest_tbreak, widest_break, widest_condition],
    "find_crash": [crash_where, crash_up_two, crash_all_up, crash_break],
    "find_cause": [cause_call, cause_pixels, cause_camera, cause_display],
}

EQUIVALENT: dict[str, dict[str, str]] = {name: {} for name in RIGHT_WAYS}
