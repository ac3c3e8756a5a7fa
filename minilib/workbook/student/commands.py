"""The learner's subcommands. Each is thin: the work is done in the module it names."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Iterable, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from minilib.workbook.errors import WorkbookError

if TYPE_CHECKING:
    from minilib.workbook.authoring.source import Chapter
    from minilib.workbook.exercises import Exercise
    from minilib.workbook.student.judging import Result
    from minilib.workbook.student.progress import Standing

_HELP = {"help_option_names": ["-h", "--help"]}
_COLOURS = {"right": "green", "tried": "red", "untouched": "yellow"}


def say(text: str = "", colour: str | None = None) -> None:
    """Print; coloured only on a terminal, and not where ``NO_COLOR`` is set."""
    plain = bool(os.environ.get("NO_COLOR"))
    click.echo(click.style(text, fg=colour) if colour else text, color=False if plain else None)


def _note(notes: Iterable[str]) -> None:
    for note in notes:
        say(_wrap(f"note: {note}", " " * 6), "yellow")


# -- check --------------------------------------------------------------------------------------


@click.command(context_settings=_HELP)
@click.argument("names", nargs=-1)
@click.option("--use", type=click.Choice(["py", "ipynb"]), help="Read this half of the chapter.")
def check(names: tuple[str, ...], use: str | None) -> None:
    """Run answers outside of Jupyter, with the notebook's feedback.

    NAMES are chapters or exercises; none means all. What is saved is read. The exit status is 1
    when an answer is not right yet.

    Example: workbook check 04
    """
    from minilib.workbook.datasets.files import TOP
    from minilib.workbook.student.answers import wanted
    from minilib.workbook.student.judging import judged
    from minilib.workbook.student.progress import Standing
    from minilib.workbook.student.workspace import read_work

    counts = []
    for chapter, asked in wanted(names, TOP):
        if not asked:
            if names:
                say(f"{chapter.number} {chapter.topic}: this chapter has no exercises.")
            continue
        work = read_work(chapter, TOP, use=use)
        standing = Standing(work, judged(work, asked))
        if names or standing.work.notes or standing.counts["untouched"] < len(asked):
            _show(standing)
        counts.append(standing.counts)
    right, tried, untouched = (
        sum(one[status] for one in counts) for status in ("right", "tried", "untouched")
    )
    if counts:
        say(f"{right} right, {tried} not right yet, {untouched} not written yet")
        if not right + tried:
            say("to begin: workbook next")
    if tried:
        raise click.exceptions.Exit(1)


def _show(standing: Standing) -> None:
    from minilib.workbook.student.progress import place

    say(standing.name, "bright_blue")
    _note(standing.work.notes)
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
            half = standing.work.where(result.answer)[0]
            say(f"  at        {place(standing.work, half, result.answer.asked)}")
    if untouched:
        say(_wrap(f"not written yet: {', '.join(untouched)}"), _COLOURS["untouched"])
    say()


def _wrap(text: str, indent: str = "  ") -> str:
    return textwrap.fill(text, 80, subsequent_indent=indent, break_on_hyphens=False)


def unite_all() -> None:
    """Let the halves of every chapter agree, and say what the learner should know of it."""
    from minilib.workbook.authoring.source import chapters_in
    from minilib.workbook.datasets.files import TOP
    from minilib.workbook.student.unite import united

    for chapter in chapters_in(TOP / "solutions"):
        _note(filter(None, [united(chapter, TOP)]))


# -- next, progress -----------------------------------------------------------------------------


@click.command("next", context_settings=_HELP)
def next_() -> None:
    """Say which exercise comes next, and where it stands.

    Example: workbook next
    """
    from minilib.workbook.datasets.files import TOP
    from minilib.workbook.student.progress import place, standings

    for standing in standings(TOP):
        for result in standing.results:
            if result.status == "right":
                continue
            asked = result.answer.asked
            state = {"tried": "not right yet", "untouched": "not written yet"}[result.status]
            say(f"{asked.name}, in chapter {standing.name}: {state}", _COLOURS[result.status])
            for half in standing.work.where(result.answer):
                say(f"  {place(standing.work, half, asked)}")
            say(f"  {asked.minutes} minutes, difficulty {asked.difficulty} of 5")
            say(f"  a hint: workbook hint {asked.name}")
            _note(standing.work.notes)
            return
    say("Every exercise is right.", "green")


@click.command(context_settings=_HELP)
def progress() -> None:
    """Show how far you are: a table and a bar.

    Example: workbook progress
    """
    from minilib.workbook.datasets.files import TOP
    from minilib.workbook.student.progress import standings, table

    chapters = list(standings(TOP))
    for line in table(chapters):
        say(line)
    _note(note for one in chapters for note in one.work.notes)


# -- hint ---------------------------------------------------------------------------------------


@click.command(context_settings=_HELP)
@click.argument("exercise")
@click.argument("number", type=click.Choice(["1", "2", "3"]), default="1")
@click.option("--all", "every", is_flag=True, help="Show all three.")
def hint(exercise: str, number: str, every: bool) -> None:
    """Give a hint for an exercise: the first, or the one with this number.

    Example: workbook hint hw_bb 2
    """
    from minilib.workbook.datasets.files import TOP

    hints = _exercise(exercise, TOP).hints
    for shown in (1, 2, 3) if every else (int(number),):
        say(_wrap(f"hint {shown} of 3: {hints[shown - 1]}", " " * 13))
    if not every and shown < 3:
        say(f"the next one: workbook hint {exercise} {shown + 1}")


def _exercise(name: str, top: Path) -> Exercise:
    """The exercise, without loading what other chapters' exercises need."""
    for path in sorted((top / "solutions").glob("[0-9][0-9]_*.py")):
        if f"### Exercise: `{name}`" in path.read_text(encoding="utf-8"):
            module = f"minilib.workbook.exercises.{path.stem[3:]}"
            return import_module(module).EXERCISES[name]
    from minilib.workbook.student.answers import wanted

    wanted((name,), top)
    raise WorkbookError(f"'{name}' is a chapter; hints are given for an exercise: 'workbook next'")


# -- compare ------------------------------------------------------------------------------------


@click.command(context_settings=_HELP)
@click.argument("names", nargs=-1)
@click.option("--anyway", is_flag=True, help="Show solutions of what is not right yet, too.")
@click.option("--use", type=click.Choice(["py", "ipynb"]), help="Read this half of the chapter.")
def compare(names: tuple[str, ...], anyway: bool, use: str | None) -> None:
    """Show your answers beside the solution's, once they are right.

    Example: workbook compare 04
    """
    from minilib.workbook.datasets.files import TOP
    from minilib.workbook.student.answers import wanted
    from minilib.workbook.student.compare import LEGEND
    from minilib.workbook.student.judging import judged
    from minilib.workbook.student.workspace import read_work

    chapters = wanted(_given(names, "compare"), TOP)
    say(LEGEND)
    for chapter, asked in chapters:
        if not asked:
            say(f"{chapter.number} {chapter.topic}: this chapter has no exercises.")
            continue
        work = read_work(chapter, TOP, use=use)
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
    from minilib.workbook.student.compare import COLOURS, comparison, is_same

    name = result.answer.asked.name
    state = {"right": "right", "tried": "not right yet", "untouched": "not written yet"}
    head = f"{name}: {state[result.status]}"
    if result.status != "right" and not anyway:
        say(f"{head}; not shown (--anyway shows it)", _COLOURS[result.status])
        return
    same = result.status == "right" and is_same(result)
    say(f"{head}, and the same as the solution" if same else head, _COLOURS[result.status])
    for sign, line in comparison(result):
        say(f"{sign} {line}", COLOURS.get(sign))


# -- reset, restore -----------------------------------------------------------------------------

_RELOAD = "If JupyterLab has the chapter open: File > Reload Notebook from Disk."


@click.command(context_settings=_HELP)
@click.argument("names", nargs=-1)
def reset(names: tuple[str, ...]) -> None:
    """Put a chapter or an exercise back to the stub; yours is kept.

    Example: workbook reset hw_bb
    """
    from minilib.workbook.datasets.files import TOP
    from minilib.workbook.student.answers import asked_in, wanted
    from minilib.workbook.student.backups import place
    from minilib.workbook.student.backups import reset as put_back

    done = False
    for chapter, asked in wanted(_given(names, "reset"), TOP):
        whole = _means_all(names, asked, asked_in(chapter))
        what = chapter.stem if whole else ", ".join(one.name for one in asked)
        changed, copy = put_back(chapter, None if whole else asked, TOP)
        if not changed:
            say(f"{what}: nothing to put back; it is as it was built")
            continue
        done = True
        say(f"{what}: put back to what was built")
        if copy:
            say(f"  yours is kept in {place(copy)}")
            for name in [chapter.number] if whole else [one.name for one in asked]:
                say(f"  to bring it back: workbook restore {name}")
    if done:
        say(_RELOAD)


def _means_all(names: Sequence[str], asked: list, all_asked: list) -> bool:
    """Whether the whole chapter was named, and not each of its exercises."""
    return len(asked) == len(all_asked) and not {one.name for one in asked} & set(names)


@click.command(context_settings=_HELP)
@click.argument("name", required=False)
@click.argument("when", required=False)
@click.option("--list", "only_list", is_flag=True, help="List what is kept.")
@click.option(
    "--use",
    type=click.Choice(["py", "ipynb", "both"]),
    help="Bring nothing back; make both files of the chapter say what this one says, or what both "
    "say together.",
)
def restore(name: str | None, when: str | None, only_list: bool, use: str | None) -> None:
    """Bring a chapter or an exercise back as it was kept.

    What is there now is kept. WHEN is a version's name, or how it begins; the newest is the
    default.

    Example: workbook restore 04 --list
    """
    from minilib.workbook.datasets.files import TOP
    from minilib.workbook.student.answers import asked_in, wanted
    from minilib.workbook.student.backups import place, restore_answer
    from minilib.workbook.student.backups import restore as bring_back

    (name,) = _given([name] if name else [], "restore")
    ((chapter, asked),) = wanted((name,), TOP)
    if only_list:
        _list(chapter)
        return
    if use:
        replaced = _unite(chapter, use)
    elif _means_all((name,), asked, asked_in(chapter)):
        copy, replaced = bring_back(chapter, when, TOP)
        say(f"{chapter.stem}: as it was kept in {place(copy)}")
    else:
        copy, replaced = restore_answer(asked[0], when, TOP)
        say(f"{asked[0].name}: as it was kept in {place(copy)}")
    if replaced:
        say(f"  what was there is kept in {place(replaced)}")
    say(_RELOAD)


def _list(chapter: Chapter) -> None:
    from minilib.workbook.datasets.files import TOP
    from minilib.workbook.student.answers import asked_in
    from minilib.workbook.student.backups import kept, made_before
    from minilib.workbook.student.workspace import read_work

    copies = kept(chapter, TOP)
    if not copies:
        say(f"no version of {chapter.stem} has been kept")
    for copy in copies:
        script = read_work(chapter, TOP, folder=copy).script
        written = [one.name for one in asked_in(chapter) if script.answer(one).written]
        before = f"before '{made_before(copy)}'; " if made_before(copy) else ""
        say(_wrap(f"{copy.name}  {before}answers: {', '.join(written) or 'none'}", " " * 21))


def _unite(chapter: Chapter, use: str) -> Path | None:
    """Let both halves say the same; the copy of what was there, if one was needed."""
    from minilib.workbook.datasets.files import TOP
    from minilib.workbook.student.unite import unite

    before = f"restore {chapter.number} --use {use}"
    done = unite(chapter, TOP, use=None if use == "both" else use, before=before)
    say(f"{chapter.stem}: {done.what if done else 'both files say the same already'}")
    return done.copy if done else None


# -- doctor -------------------------------------------------------------------------------------


@click.command(context_settings=_HELP)
def doctor() -> None:
    """Look over the installation, and say how to mend what is wrong.

    Ends with a block to paste into a bug report. The exit status is 1 when something needs mending.

    Example: workbook doctor
    """
    from minilib.workbook.datasets.files import TOP
    from minilib.workbook.student.doctor import examine, for_a_report

    found = []
    for finding in examine(TOP):
        found.append(finding)
        say(_wrap(str(finding), " " * 6), None if finding.ok else "red")
    say()
    say("For a bug report:")
    say()
    for line in for_a_report(found):
        say(f"    {line}")
    if not all(finding.ok for finding in found):
        raise click.exceptions.Exit(1)


COMMANDS = (next_, progress, check, hint, compare, reset, restore, doctor)
