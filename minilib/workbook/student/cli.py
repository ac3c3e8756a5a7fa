"""The command ``workbook``. Each subcommand is thin: the work is done in the module it names."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import click

from minilib import namesakes
from minilib.workbook.authoring.source import chapters_in, named
from minilib.workbook.datasets import files
from minilib.workbook.errors import WorkbookError
from minilib.workbook.student.backups import keep
from minilib.workbook.student.commands import COMMANDS
from minilib.workbook.training.train import command as train

# Not loaded with nbformat: it would build a parser for web addresses, two seconds each time.
sys.modules.setdefault("rfc3987_syntax", None)

_NOT_ALLOWED = "; copy the project to a folder that you may write to, or give yourself the right"
_ADVICE = dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), _NOT_ALLOWED)
_ADVICE[errno.ENOSPC] = "; free some space on the disk"


class _OneLineErrors(click.Group):
    """Shows what went wrong as one line, not as a stack trace."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except WorkbookError as error:
            raise click.ClickException(str(error)) from error
        except KeyboardInterrupt:
            click.echo(err=True)
            raise click.exceptions.Exit(130) from None  # as every program that Ctrl-C ends
        except OSError as error:
            if error.errno == errno.EPIPE or not error.strerror:
                raise
            where = f"{error.filename}: " if error.filename else ""
            advice = _ADVICE.get(error.errno, "")
            raise click.ClickException(f"{where}{error.strerror}{advice}") from error


@click.group(cls=_OneLineErrors, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="object-detection-workbook", message="workbook %(version)s")
def workbook() -> None:
    """Learn object detection step by step, in notebooks.

    Without a subcommand it starts JupyterLab at chapter 00; options then go to JupyterLab:
    workbook --no-browser --port 8899
    """
    if click.get_current_context().invoked_subcommand != "doctor":  # there it is a finding
        for line in namesakes(files.TOP, files.TOP / "chapters").values():
            click.echo(f"note: {line}", err=True)


@workbook.command(context_settings={"ignore_unknown_options": True})
@click.argument("options", nargs=-1, type=click.UNPROCESSED, metavar="[OPTION]...")
def lab(options: tuple[str, ...]) -> None:
    """Start JupyterLab in chapters/, at chapter 00 (the default).

    Options are JupyterLab's; 'jupyter lab --help' lists them all.

    Example: workbook lab --no-browser --port 8899
    """
    from minilib.workbook.datasets.catalog import open_data
    from minilib.workbook.student.lab import start_lab

    open_data()
    start_lab(options)


@workbook.command()
@click.argument("name", required=False)
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path),
    help="Read it from this archive (for own, also a folder) instead of downloading it.",
)
@click.option("--test", is_flag=True, help="Download VOC 2007's test set as well.")
@click.option(
    "--clear-cache", is_flag=True, help="Delete the decoded photographs that training keeps."
)
def data(name: str | None, source: Path | None, test: bool, clear_cache: bool) -> None:
    """Get a data set, or list what you have.

    NAME is sample, voc2007, voc2012, voc2007+voc2012 (with -trainval, val is trained on as well)
    or own: your own images, labelled in Pascal VOC's XML or COCO's JSON.

    Example: workbook data own --from photographs
    """
    from minilib.workbook.datasets.catalog import chosen_name, data_home, describe, open_data

    if clear_cache:
        from minilib.workbook.training import cache

        freed = sum(cache.clear_cache(home) for home in {data_home(), files.TOP / "data"})
        click.echo(f"freed {freed / 2**20:.0f} MB")
        return
    known, notes = ("voc2007", "voc2012", "own"), []
    if source and test:
        raise click.UsageError("--from names the archive, --test downloads one: give only one")
    if test and name != "voc2007":
        raise click.UsageError("--test goes with voc2007: workbook data voc2007 --test")
    if source and name not in known:
        raise click.UsageError(f"--from goes with {', '.join(known)}: workbook data voc2007 ...")
    if name == "own" and not source:
        raise click.UsageError("say where they are: workbook data own --from FOLDER")
    if name == "own":
        from minilib.workbook.datasets.own import get_own

        notes = get_own(source)
    elif name in known:
        from minilib.workbook.datasets.voc import get_voc, official

        notes = get_voc(name, source, source=official(name, test=True) if test else None)
    elif name:
        open_data(chosen_name(name))
    for note in notes:
        click.echo(f"note: {note}")
    click.echo(describe())


@workbook.command()
@click.argument("chapters", nargs=-1)
@click.option("--check", "only_check", is_flag=True, help="List what is stale, and write nothing.")
@click.option("--force", is_flag=True, help="Overwrite chapters that have been changed.")
def build(chapters: tuple[str, ...], only_check: bool, force: bool) -> None:
    """Build chapters, notebooks and minilib (for maintainers).

    Example: workbook build 04
    """
    from minilib.workbook.authoring import build as builder

    if only_check:
        strict = os.environ.get("CI", "").lower() in {"1", "true"}
        for chapter in () if strict else chapters_in(files.TOP / "solutions"):
            for path in builder.changed_by_learner(chapter, files.TOP):
                click.echo(f"note: chapters/{path.name} has been written in, so it isn't checked")
        stale = builder.stale(strict=strict)
        click.echo("\n".join(stale) or "everything is up to date with solutions/")
        if stale:
            raise click.ClickException(f"{len(stale)} stale; run 'workbook build'")
        return
    for chapter in named(chapters_in(files.TOP / "solutions"), chapters) if force else ():
        if copy := keep(chapter, files.TOP, before="build --force"):
            click.echo(f"kept {copy.relative_to(files.TOP).as_posix()}")
    for path in builder.build(chapters, force=force):
        click.echo(f"wrote {path.relative_to(files.TOP).as_posix()}")


@workbook.command()
@click.argument("rows", nargs=-1)
def bench(rows: tuple[str, ...]) -> None:
    """Compare speed and memory with other libraries and bare loops.

    Example: workbook bench epoch lr_find
    """
    from minilib.workbook.training.bench import HEAD, MEASURED

    unknown = [name for name in rows if name not in MEASURED]
    if unknown:
        raise click.UsageError(f"there is no row '{unknown[0]}'; there are {', '.join(MEASURED)}")
    click.echo(HEAD)
    missed = 0
    for name in rows or MEASURED:
        row = MEASURED[name]()
        click.echo(row)
        missed += row.reached is False
    if missed:
        raise click.ClickException(f"{missed} did not reach the goal")


@workbook.command("class")
@click.argument("system", type=click.Choice(["nbgrader", "otter"]))
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.argument("chapters", nargs=-1)
@click.option("--force", is_flag=True, help="Overwrite assignments that differ.")
def class_(system: str, folder: Path, chapters: tuple[str, ...], force: bool) -> None:
    """Write assignments for a class (for teachers).

    Example: workbook class nbgrader course 04 05
    """
    from minilib.workbook.teaching.assignments import write_nbgrader, write_otter

    write = write_nbgrader if system == "nbgrader" else write_otter
    picked = named(chapters_in(files.TOP / "solutions"), chapters)
    for path in write(folder, [*picked], force=force):
        click.echo(f"wrote {path}")


@workbook.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path, file_okay=False))
def book(folder: Path | None) -> None:
    """Make a web site of all chapters and solutions, to read offline.

    It goes to FOLDER, by default .book/.

    Example: uv run --group book workbook book
    """
    from minilib.workbook.teaching.book import make_book

    folder = folder or files.TOP / ".book"
    for warning in make_book(folder):
        click.echo(warning, err=True)
    click.echo(f"made the book: open {folder / 'index.html'}")


for _command in (*COMMANDS, train):
    workbook.add_command(_command)


def main() -> None:
    """Run the command; options alone (``workbook --port 8899``) are JupyterLab's."""
    for stream in (sys.stdout, sys.stderr):
        # A pipe on Windows holds few letters; an answer has any.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    arguments = sys.argv[1:]
    own = {"-h", "--help", "--version"}
    if not arguments or (arguments[0].startswith("-") and arguments[0] not in own):
        arguments = ["lab", *arguments]
    workbook(arguments, prog_name="workbook")
