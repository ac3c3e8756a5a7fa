"""The learner's subcommands. Each is thin: the work is done in the module it names."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.text import Text

from minilib.workbook.datasets import files
from minilib.workbook.errors import WorkbookError

if TYPE_CHECKING:
    from minilib.workbook.authoring.source import Chapter
    from minilib.workbook.exercises import Exercise
    from minilib.workbook.student.judging import Result
    from minilib.workbook.student.progress import Standing

_HELP = {"help_option_names": ["-h", "--help"]}
_COLOURS = {"right": "green", "tried": "red", "untouched": "yellow"}
_STATES = {"right": "right", "tried": "not right yet", "untouched": "not written yet"}


def say(thing: object = "", colour: str = "") -> None:
    """Print a text, or a table of rich's; coloured only on a terminal that wants it."""
    console = Console(highlight=False, soft_wrap=isinstance(thing, str), legacy_windows=False)
    if not console.is_terminal:
        console.width = 80
    console.print(Text(thing, style=colour) if isinstance(thing, str) else thing)


def _note(notes: Iterable[str]) -> None:
    for note in notes:
        say(_wrap(f"note: {note}", " " * 6), "yellow")


def _wrap(text: str, indent: str = "  ") -> str:
    return textwrap.fill(
        text, 80, subsequent_indent=indent, break_on_hyphens=False, break_long_words=False
    )


# -- check --------------------------------------------------------------------------------------


@click.command(context_settings=_HELP)
@click.argument("names", nargs=-1)
def check(names: tuple[str, ...]) -> None:
    """Run answers outside of Jupyter, with the notebook's feedback.

    NAMES are chapters or exercises; none means all. What is saved is read. The exit status is 1
    when an answer is not right yet.

    Example: workbook check 04
    """
    from minilib.workbook.student.answers import wanted
    from minilib.workbook.student.judging import judged
    from minilib.workbook.student.progress import Standing
    from minilib.workbook.student.workspace import read_work, strays

    counts, blocked = [], False
    for chapter, asked in wanted(names, files.TOP):
        if not asked:
            if names:
                say(f"{chapter.number} {chapter.topic}: this chapter has no exercises.")
            continue
        work = read_work(chapter, files.TOP)
        if work.blocked:
            blocked = True
            _note([work.blocked])
            continue
        standing = Standing(work, judged(work, asked))
        if names or standing.notes or standing.counts["untouched"] < len(asked):
            _show(standing)
        counts.append(standing.counts)
    right, tried, untouched = (
        sum(one[status] for one in counts) for status in ("right", "tried", "untouched")
    )
    _note(strays(files.TOP))
    if counts:
        say(f"{right} right, {tried} not right yet, {untouched} not written yet")
        if not right + tried:
            say("to begin: workbook next")
    if tried or blocked:
        raise click.exceptions.Exit(1)


def _show(standing: Standing) -> None:
    from minilib.workbook.student.progress import places

    say(standing.name, "bright_blue")
    _note(standing.notes)
    untouched = []
    for result in standing.results:
        if result.status == "untouched":
            untouched.append(result.answer.asked.name)
            continue
        head, *lines = result.text.splitlines()
        say(head, _COLOURS[result.status])
        for line in lines:
            say(line)
        if result.status == "tried":
            say(f"  at        {places(standing.work, result.answer.asked)[0]}")
    if untouched:
        say(_wrap(f"not written yet: {', '.join(untouched)}"), _COLOURS["untouched"])
    say()


# -- next, progress -----------------------------------------------------------------------------


@click.command("next", context_settings=_HELP)
@click.argument("names", nargs=-1)
def next_(names: tuple[str, ...]) -> None:
    """Say which exercise comes next, and where it stands.

    NAMES are chapters or exercises to look at; none means all.

    Example: workbook next
    """
    from minilib.workbook.student.progress import places, standings

    for standing in standings(names, files.TOP):
        for result in standing.results:
            if result.status == "right":
                continue
            asked = result.answer.asked
            what = f"{asked.name}, in chapter {standing.name}: {_STATES[result.status]}"
            say(what, _COLOURS[result.status])
            for place in places(standing.work, asked):
                say(f"  {place}")
            say(f"  {asked.minutes} minutes, difficulty {asked.difficulty} of 5")
            say(f"  a hint: workbook hint {asked.name}")
            _note(standing.notes)
            return
    say("Every exercise is right.", "green")


@click.command(context_settings=_HELP)
@click.argument("names", nargs=-1)
def progress(names: tuple[str, ...]) -> None:
    """Show how far you are: a table and a bar.

    NAMES are chapters or exercises to look at; none means all.

    Example: workbook progress
    """
    from minilib.workbook.student.progress import overview, standings

    chapters = list(standings(names, files.TOP))
    if not chapters:
        say("There are no exercises in it.")
        return
    say(overview(chapters))
    _note(note for one in chapters for note in one.notes)


# -- hint ---------------------------------------------------------------------------------------


@click.command(context_settings=_HELP)
@click.argument("exercise")
@click.argument("number", type=click.Choice(["1", "2", "3"]), default="1")
@click.option("--all", "every", is_flag=True, help="Show all three.")
def hint(exercise: str, number: str, every: bool) -> None:
    """Give a hint for an exercise: the first, or the one with this number.

    Example: workbook hint hw_bb 2
    """
    hints = _exercise(exercise).hints
    for shown in (1, 2, 3) if every else (int(number),):
        say(_wrap(f"hint {shown} of 3: {hints[shown - 1]}", " " * 13))
    if not every and shown < 3:
        say(f"the next one: workbook hint {exercise} {shown + 1}")


def _exercise(name: str) -> Exercise:
    """The exercise, without loading what other chapters' exercises need."""
    from minilib.workbook.student.answers import wanted

    ((chapter, asked),) = wanted((name,), files.TOP)
    if [one.name for one in asked] != [name]:
        raise WorkbookError(
            f"'{name}' is a chapter; hints are given for an exercise: 'workbook next'"
        )
    return import_module(f"minilib.workbook.exercises.{chapter.topic}").EXERCISES[name]


# -- compare ------------------------------------------------------------------------------------


@click.command(context_settings=_HELP)
@click.argument("names", nargs=-1)
@click.option("--anyway", is_flag=True, help="Show solutions of what is not right yet, too.")
def compare(names: tuple[str, ...], anyway: bool) -> None:
    """Show your answers beside the solution's, once they are right.

    Example: workbook compare 04
    """
    from minilib.workbook.student.answers import wanted
    from minilib.workbook.student.compare import LEGEND
    from minilib.workbook.student.judging import judged
    from minilib.workbook.student.workspace import read_work

    chapters = wanted(_given(names, "compare"), files.TOP)
    say(LEGEND)
    for chapter, asked in chapters:
        if not asked:
            say(f"{chapter.number} {chapter.topic}: this chapter has no exercises.")
            continue
        work = read_work(chapter, files.TOP)
        work.refuse()
        _note(work.notes)
        for result in judged(work, asked, texts=False):
            say()
            _compare(result, anyway)


def _given(names: Sequence[str], command: str) -> Sequence[str]:
    """The names, of which there must be one."""
    if not names:
        raise WorkbookError(f"say which chapter or exercise: workbook {command} 04, or hw_bb")
    return names


def _compare(result: Result, anyway: bool) -> None:
    from minilib.workbook.student.compare import comparison

    head, colour = f"{result.answer.asked.name}: {_STATES[result.status]}", _COLOURS[result.status]
    if result.status != "right" and not anyway:
        say(f"{head}; not shown (--anyway shows it)", colour)
        return
    lines = comparison(result)
    same = result.status == "right" and not any(line[0] in "+-" for line in lines)
    say(f"{head}, and the same as the solution" if same else head, colour)
    for line in lines:
        say(line, {"-": "cyan", "+": "magenta"}.get(line[0], ""))


# -- reset, restore -----------------------------------------------------------------------------

_RELOAD = "If JupyterLab has the chapter open: File > Reload Notebook from Disk."


@click.command(context_settings=_HELP)
@click.argument("names", nargs=-1)
def reset(names: tuple[str, ...]) -> None:
    """Put a chapter or an exercise back to the stub; a backup of yours is made.

    Example: workbook reset hw_bb
    """
    from minilib.workbook.student import restoring
    from minilib.workbook.student.answers import asked_in, wanted
    from minilib.workbook.student.backups import place

    done = False
    for chapter, asked in wanted(_given(names, "reset"), files.TOP):
        whole = _means_all(names, asked, asked_in(chapter))
        what = chapter.stem if whole else ", ".join(one.name for one in asked)
        written = restoring.reset(chapter, None if whole else asked, files.TOP)
        _note(written.notes)
        if not written.files:
            say(f"{what}: nothing to put back; it is as it was built")
            continue
        done = True
        say(f"{what}: put back to what was built")
        if written.copy:
            say(f"  yours is kept in {place(written.copy)}")
            for name in [chapter.number] if whole else [one.name for one in asked]:
                say(f"  to bring it back: workbook restore {name}")
    if done:
        say(_RELOAD)


def _means_all(names: Sequence[str], asked: list, all_asked: list) -> bool:
    """Whether the chapter was named, and not each of its exercises."""
    return len(asked) == len(all_asked) and not {one.name for one in asked} & set(names)


@click.command(context_settings=_HELP)
@click.argument("name", required=False)
@click.argument("when", required=False)
@click.option("--list", "only_list", is_flag=True, help="List the backups.")
@click.option(
    "--use",
    type=click.Choice(["py", "ipynb"]),
    help="Bring nothing back; write this one of the chapter's two files into the other.",
)
def restore(name: str | None, when: str | None, only_list: bool, use: str | None) -> None:
    """Bring a chapter or an exercise back from a backup.

    A backup of what is there now is made. WHEN is a backup's name, or how it begins; the newest is
    the default.

    Example: workbook restore 04 --list
    """
    from minilib.workbook.student import restoring
    from minilib.workbook.student.answers import asked_in, wanted
    from minilib.workbook.student.backups import place
    from minilib.workbook.student.pairing import make_agree

    (name,) = _given([name] if name else [], "restore")
    ((chapter, asked),) = wanted((name,), files.TOP)
    if only_list:
        _list(chapter)
        return
    if use:
        before = f"restore {chapter.number} --use {use}"
        written = make_agree(chapter, files.TOP, use=use, before=before)
        _note(written.notes)
        replaced = written.copy
        named = " and ".join(path.name for path in written.files)
        said = (
            f"{named} written from {chapter.stem}.{use}"
            if named
            else "both files are as they should be"
        )
        say(f"{chapter.stem}: {said}")
    elif _means_all((name,), asked, asked_in(chapter)):
        copy, replaced = restoring.restore(chapter, when, files.TOP)
        say(f"{chapter.stem}: as it was kept in {place(copy)}")
    else:
        copy, written = restoring.restore_answer(asked[0], when, files.TOP)
        _note(written.notes)
        replaced = written.copy
        say(f"{asked[0].name}: as it was kept in {place(copy)}")
    if replaced:
        say(f"  what was there is kept in {place(replaced)}")
    say(_RELOAD)


def _list(chapter: Chapter) -> None:
    from minilib.workbook.student.answers import asked_in
    from minilib.workbook.student.backups import kept, made_before
    from minilib.workbook.student.workspace import read_work

    copies = kept(chapter, files.TOP)
    if not copies:
        say(f"there is no backup of {chapter.stem}")
    for copy in copies:
        work = read_work(chapter, files.TOP, folder=copy)
        answers = [one.name for one in asked_in(chapter) if work.script.answer(one).written]
        holds = ", ".join(answers) or ("unreadable" if work.blocked else "none")
        before = f"before '{made_before(copy)}'; " if made_before(copy) else ""
        say(_wrap(f"{copy.name}  {before}answers: {holds}", " " * 21))


# -- doctor -------------------------------------------------------------------------------------


@click.command(context_settings=_HELP)
def doctor() -> None:
    """Look over the installation, and say how to fix what is wrong.

    Ends with a block to paste into a bug report. The exit status is 1 when something needs fixing.

    Example: workbook doctor
    """
    from minilib.workbook.student.doctor import examine, for_a_report

    found = []
    for finding in examine(files.TOP):
        found.append(finding)
        say(_wrap(str(finding), " " * 6), "" if finding.ok else "red")
    say()
    say("For a bug report:")
    say()
    for line in for_a_report(found):
        say(f"    {line}")
    if not all(finding.ok for finding in found):
        raise click.exceptions.Exit(1)


def make_all_agree() -> None:
    """Write in every chapter the file that counts into the other, before JupyterLab opens them."""
    from minilib.workbook.authoring.source import chapters_in
    from minilib.workbook.student.pairing import make_agree
    from minilib.workbook.student.workspace import strays

    for chapter in chapters_in(files.TOP / "solutions"):
        try:
            _note(filter(None, [str(make_agree(chapter, files.TOP))]))
        except (OSError, WorkbookError) as error:
            _note([str(error)])
    _note(strays(files.TOP))


COMMANDS = (next_, progress, check, hint, compare, reset, restore, doctor)
