"""What several tests share, and the report on the exercises at the end of a run."""

from __future__ import annotations

import os
from urllib.request import getproxies

import pytest

from minilib.workbook.datasets.files import TOP

# The tests' own servers are not behind a proxy.
os.environ["no_proxy"] = f"127.0.0.1,{getproxies().get('no', '')}"

REPORTS = TOP / ".report"
_COLUMNS = ("cases", "slips", "right ways", "mutants", "rejected", "explained")
#: What explains the wrong answers that are kept: an error that is raised explains itself.
_SOURCES = ("slip", "relation", "repair", "error", "silent")


@pytest.fixture(scope="session")
def reports():
    """The folder for what a run finds out beyond passed and failed."""
    REPORTS.mkdir(exist_ok=True)
    return REPORTS


def pytest_terminal_summary(terminalreporter):
    """Print the table of exercises; it is kept in ``.report/exercises.txt`` as well."""
    rows: dict[str, dict[str, int]] = {}
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for key, value in getattr(report, "user_properties", ()):
            if key == "exercise":
                name, counts = value
                rows.setdefault(name, {}).update(counts)
            elif key == "kept":
                name, source = value
                counts = rows.setdefault(name, {})
                counts[source] = counts.get(source, 0) + 1
    if not rows:
        return
    columns = (*_COLUMNS, *_SOURCES)
    lines = [f"{'exercise':20}" + "".join(f"{column:>11}" for column in columns)]
    for name, counts in rows.items():
        lines.append(f"{name:20}" + "".join(f"{counts.get(c, '-'):>11}" for c in columns))
    totals = [sum(counts.get(column, 0) for counts in rows.values()) for column in columns]
    lines.append(f"{f'all {len(rows)}':20}" + "".join(f"{total:>11}" for total in totals))
    REPORTS.mkdir(exist_ok=True)
    (REPORTS / "exercises.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    terminalreporter.section("exercises")
    for line in lines:
        terminalreporter.write_line(line)
