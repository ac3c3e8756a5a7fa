"""The learner's subcommands. Each is thin: the work is done in the module it names."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from importlib import import_module
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from minilib.workbook.authoring.source import (
    Asked,
    Chapter,
    anchor,
    chapters_in,
    exercise_heading,
    named,
)
from minilib.workbook.datasets import files
from minilib.workbook.errors import WorkbookError
from minilib.workbook.student import restoring
from minilib.workbook.student.answers import comparison, wanted
from minilib.workbook.student.backups import kept, made_before, place
from minilib.workbook.student.judging import judged
from minilib.workbook.student.pairing import make_agree
from minilib.workbook.student.progress import STATES, Standing, overview, places, standings
from minilib.workbook.student.workspace import Work, read_work, strays

_RELOAD = "If JupyterLab has the chapter open: File > Reload Notebook from Disk."
_ARGUMENTS = click.argument("names", nargs=-1)


def say(thing: object = "", colour: str = "") -> None:
    """Print a text, or a table of rich's; coloured only on a terminal that wants it."""
    console = Console(highlight=False, soft_wrap=isinstance(thing, str), legacy_windows=False)
    if not console.is_terminal:
        console.width = 80
    console.print(Text(thing, style=colour) if isinstance(thing, str) else thing)


def _note(notes: Iterable[str]) -> None:
    for note in notes:
        say(_wrap(f"note: {note}", 6), "yellow")


def _wrap(text: str, indent: int = 2) -> str:
    return textwrap.fill(
        text, 80, subsequent_indent=" " * indent, break_on_hyphens=False, break_long_words=False
    )


def _given(names: Sequence[str], command: str) -> dict[Chapter, list[Asked]]:
    """What the names mean, of which there must be one (see :func:`named`)."""
    if not names:
        raise WorkbookError(f"say which chapter or exercise, for example: workbook {command} 04")
    return named(chapters_in(files.TOP / "solutions"), names)


@click.command()
@_ARGUMENTS
def check(names: tuple[str, ...]) -> None:
    """Check your saved answers, with the notebook's feedback.

    NAMES are chapters or exercises; none means all. The exit status is 1 when an answer is not
    right yet.

    Example: workbook check 04
    """
    counts, blocked = Counter(), False
    for standing in standings(names, files.TOP, texts=True):
        if standing.work.blocked:
            blocked = True
            _note(standing.work.notes)
            continue
        if names or standing.work.notes or standing.counts.keys() - {"untouched"}:
            _show(standing)
        counts += standing.counts
    _note(strays(files.TOP))
    if counts:
        say(", ".join(f"{counts[status]} {words}" for status, (words, _) in STATES.items()))
        if not counts["right"] + counts["tried"]:
            say("to begin: workbook next")
    if counts["tried"] or blocked:
        raise click.exceptions.Exit(1)


def _show(standing: Standing) -> None:
    say(standing.work.chapter.name, "bright_blue")
    _note(standing.work.notes)
    for result in standing.results:
        if result.status != "untouched":
            head, _, more = result.text.partition("\n")
            say(head, STATES[result.status][1])
            if more:
                say(more)
        if result.status == "tried":
            say(f"  at        {places(standing.work, result.answer.asked)[0]}")
    untouched = [r.answer.asked.name for r in standing.results if r.status == "untouched"]
    if untouched:
        say(_wrap(f"not written yet: {', '.join(untouched)}"), STATES["untouched"][1])
    say()


@click.command()
@_ARGUMENTS
def watch(names: tuple[str, ...]) -> None:
    """Check each answer when you save it, until Ctrl-C.

    NAMES are chapters or exercises to watch; none means all.

    Example: workbook watch
    """
    from watchfiles import watch as saved

    chapters = {c.stem: (c, asked) for c, asked in wanted(names, files.TOP).items() if asked}
    seen = {}
    for chapter, asked in chapters.values():
        seen |= _texts(read_work(chapter, files.TOP), asked)
    say("Watching chapters/: save an answer, and it is checked. Ctrl-C ends it.")
    for changes in saved(files.TOP / "chapters", raise_interrupt=True):
        for stem in sorted({Path(path).stem for _, path in changes} & {*chapters}):
            chapter, asked = chapters[stem]
            work = read_work(chapter, files.TOP)
            texts = _texts(work, asked)
            new = [one for one in asked if texts.get(one.name, "") != seen.get(one.name, "")]
            seen |= texts
            if work.blocked:
                _note([work.blocked])
            elif new:
                _show(Standing(work, judged(work, new)))


def _texts(work: Work, asked: Iterable[Asked]) -> dict[str, str]:
    """What is written for each exercise; empty for a chapter that can't be read."""
    return {} if work.blocked else {one.name: work.script.answer(one).text for one in asked}


@click.command("next")
@_ARGUMENTS
@click.option("--open", "opened", is_flag=True, help="Open JupyterLab at that exercise.")
def next_(names: tuple[str, ...], opened: bool) -> None:
    """Say which exercise comes next, and where it is.

    NAMES are chapters or exercises to look at; none means all.

    Example: workbook next
    """
    for standing in standings(names, files.TOP):
        for result in standing.results:
            if result.status == "right":
                continue
            asked, (state, colour) = result.answer.asked, STATES[result.status]
            say(f"{asked.name}, in chapter {asked.chapter.name}: {state}", colour)
            for where in places(standing.work, asked):
                say(f"  {where}")
            say(f"  {asked.minutes} minutes, difficulty {asked.difficulty} of 5")
            say(f"  a hint: workbook hint {asked.name}")
            _note(standing.work.notes)
            if opened:
                from minilib.workbook.student.lab import start_lab  # it loads a server

                heading = exercise_heading(asked.name, asked.minutes, asked.difficulty)
                start_lab(at=f"{asked.chapter.stem}.ipynb#{anchor(heading)}")
            return
    say("Every exercise is right.", "green")


@click.command()
@_ARGUMENTS
def progress(names: tuple[str, ...]) -> None:
    """Show how far you are: a table and a bar.

    NAMES are chapters or exercises to look at; none means all.

    Example: workbook progress
    """
    chapters = list(standings(names, files.TOP))
    say(overview(chapters))
    _note(note for one in chapters for note in one.work.notes)


@click.command()
@_ARGUMENTS
def review(names: tuple[str, ...]) -> None:
    """Repeat three exercises that you solved days ago.

    They are put into a notebook of their own, in review/; your chapters stay as they are. Run the
    command again to see how you did. NAMES are chapters or exercises to choose from, including
    today's; none means all.

    Example: workbook review
    """
    from minilib.workbook.student import review as module

    day, path = max(module.reviews(files.TOP).items(), default=(None, None))
    results = module.came_of(path, files.TOP) if path else []
    for result in results:
        say(result.text, STATES[result.status][1])
    if path and (day == date.today() or any(one.status != "right" for one in results)):
        say(f"This is the review of {day}: {path.relative_to(files.TOP).as_posix()}")
        return
    asked = module.due(names, date.today(), files.TOP)
    if not asked:
        say("Nothing to review yet: it takes exercises that were solved on earlier days.")
        return
    path = module.write_review(asked, date.today(), files.TOP)
    for one in asked:
        say(f"{one.name}, in chapter {one.chapter.name}")
    say(f"Solve them again in {path.relative_to(files.TOP).as_posix()}, then run: workbook review")


@click.command()
@click.argument("exercise")
@click.argument("number", type=click.Choice(["1", "2", "3"]), default="1")
@click.option("--all", "every", is_flag=True, help="Show all three.")
def hint(exercise: str, number: str, every: bool) -> None:
    """Give a hint for an exercise, the first by default.

    Example: workbook hint hw_bb 2
    """
    ((chapter, asked),) = _given((exercise,), "hint").items()
    if not asked:
        raise WorkbookError(
            f"'{exercise}' is a chapter, and a hint is for one exercise; see 'workbook next'"
        )
    module = import_module(f"minilib.workbook.exercises.{chapter.topic}")
    for shown in (1, 2, 3) if every else (int(number),):
        say(_wrap(f"hint {shown} of 3: {module.EXERCISES[asked[0].name].hints[shown - 1]}", 13))
    if not every and shown < 3:
        say(f"the next one: workbook hint {exercise} {shown + 1}")


@click.command()
@_ARGUMENTS
@click.option(
    "--anyway", is_flag=True, help="Show the solutions even where your answer is not right yet."
)
def compare(names: tuple[str, ...], anyway: bool) -> None:
    """Show your answers beside the solution's, once they are right.

    Example: workbook compare 04
    """
    _given(names, "compare")
    say("- yours   + the solution's   (no sign: in both)")
    for standing in standings(names, files.TOP):
        standing.work.refuse()
        _note(standing.work.notes)
        for result in standing.results:
            state, colour = STATES[result.status]
            lines = comparison(result.answer)
            if result.status != "right" and not anyway:
                state, lines = f"{state}; not shown (--anyway shows it)", []
            elif result.status == "right" and not any(line[0] in "+-" for line in lines):
                state += ", and the same as the solution"
            say(f"\n{result.answer.asked.name}: {state}", colour)
            for line in lines:
                say(line, {"-": "cyan", "+": "magenta"}.get(line[0], ""))


@click.command()
@_ARGUMENTS
def reset(names: tuple[str, ...]) -> None:
    """Reset a chapter or an exercise; your work is backed up first.

    Example: workbook reset hw_bb
    """
    done = False
    for chapter, asked in _given(names, "reset").items():
        exercises = [one.name for one in asked]
        what = ", ".join(exercises) or chapter.stem
        written = restoring.reset(chapter, asked, files.TOP)
        _note(written.notes)
        if not written.files:
            say(f"{what}: nothing to reset; it is as it was built")
            continue
        done = True
        say(f"{what}: reset to the way it was built")
        if written.copy:
            say(f"  a backup of yours is in {place(written.copy)}")
            for name in exercises or [chapter.number]:
                say(f"  to bring it back: workbook restore {name}")
    if done:
        say(_RELOAD)


@click.command()
@click.argument("name", required=False)
@click.argument("when", required=False)
@click.option("--list", "only_list", is_flag=True, help="List the backups.")
@click.option(
    "--use",
    type=click.Choice(["py", "ipynb"]),
    help="Use no backup: copy this one of the chapter's two files over the other.",
)
def restore(name: str | None, when: str | None, only_list: bool, use: str | None) -> None:
    """Restore a chapter or an exercise from a backup.

    What is there now is backed up first. WHEN is the name of a backup, or the beginning of it; the
    newest is the default.

    Example: workbook restore 04 --list
    """
    ((chapter, asked),) = _given([name] if name else [], "restore").items()
    if only_list:
        _list(chapter)
        return
    if use:
        written = make_agree(chapter, files.TOP, use=use)
        named = " and ".join(path.name for path in written.files)
        said = f"{named} written from {chapter.stem}.{use}" if named else ""
        said = f"{chapter.stem}: {said or 'both files are as they should be'}"
    else:
        if asked:
            what, (copy, written) = asked[0].name, restoring.restore_answer(*asked, when, files.TOP)
        else:
            what, (copy, written) = chapter.stem, restoring.restore(chapter, when, files.TOP)
        said = f"{what}: restored from {place(copy)}"
    _note(written.notes)
    say(said)
    if written.copy:
        say(f"  a backup of what it replaced is in {place(written.copy)}")
    say(_RELOAD)


def _list(chapter: Chapter) -> None:
    copies = kept(chapter, files.TOP)
    if not copies:
        say(f"there is no backup of {chapter.stem}")
    for copy in copies:
        work = read_work(chapter, files.TOP, folder=copy)
        answers = [one.name for one in chapter.exercises if work.script.answer(one).written]
        holds = ", ".join(answers) or ("unreadable" if work.blocked else "none")
        before = f"before '{made_before(copy)}'; " if made_before(copy) else ""
        say(_wrap(f"{copy.name}  {before}answers: {holds}", 21))


@click.command()
def doctor() -> None:
    """Examine the installation and say how to fix what is wrong.

    Its answer may go into a bug report: nothing in it says who you are. The exit status is 1 when
    something needs fixing.

    Example: workbook doctor
    """
    from minilib.workbook.student.doctor import examine  # it looks at packages

    wrong = False
    for finding in examine(files.TOP):
        say(_wrap(str(finding), 6), "red" if finding.fix else "")
        wrong = wrong or bool(finding.fix)
    if wrong:
        raise click.exceptions.Exit(1)


COMMANDS = (next_, progress, check, watch, review, hint, compare, reset, restore, doctor)
