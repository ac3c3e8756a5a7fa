"""One word for one thing: words that are out of everything a learner reads, and what to write."""

import ast
import io
import re
import tokenize

import pytest

from minilib.workbook.authoring.source import chapters_in
from minilib.workbook.datasets.files import TOP

#: What no native speaker of the field would write -> what to write instead.
OUT = {
    r"\bshall\b": "will, should or must",
    r"\bmend(s|ed|ing)?\b": "fix",
    r"\bcertaint(y|ies)\b": "confidence",
    r"(?<!by )\bchances?\b": "probability (by chance may stay)",
    r"\bwants? a word\b": "needs an explanation",
    r"\bto be thanked\b": "the subject first",
    r", (say|says|tells|decides) the\b": "the subject before its verb",
    r"\b[Oo]f (so|that) many\b": "out of all, of the first n",
    r"\bby so much\b": "by how much it is",
    r"\bsomebody\b": "someone",
    r"\bwhoever\b": "anyone who",
    r"\bfor ever\b": "forever",
    r"\bgiv(e|es|en|ing) back\b": "return",
    r"\bhalf as (wide|high) and half as (wide|high) again\b": "1.5 times as wide and as high",
    r"\ban only\b": "a single",
    r"\bsmall letters\b": "lower case",
    r"\bcapital letters\b": "upper case",
    r"\bclass numbers?\b": "class id",
    r"\bimage numbers?\b": "image id",
    r"\b(are|is) exchanged\b": "swapped",
    r"\bwritten whole\b|\bwhole writes?\b": "atomic, atomically",
    r"\bas it were\b": "leave it out",
    r"\bless the\b(?=[^.]*\bthan\b)": "not so much ... as",
}


def prose_of_chapter(path):
    """Lines of text in a chapter's Markdown cells, with their numbers; code and fences apart."""
    in_text = fenced = False
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("# %%"):
            in_text, fenced = "[markdown]" in line, False
        elif in_text and line.startswith("# ```"):
            fenced = not fenced
        elif in_text and line.startswith("#") and not fenced:
            yield number, line[2:]


def prose_of_page(path):
    """Lines of a Markdown page, with their numbers; indented examples too: they are messages."""
    yield from enumerate(path.read_text(encoding="utf-8").splitlines(), 1)


def messages_of(path):
    """Strings of a module that are not docstrings, with their line numbers."""
    text = path.read_text(encoding="utf-8")
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docs = {
        node.body[0].lineno
        for node in ast.walk(ast.parse(text))
        if isinstance(node, documented) and ast.get_docstring(node, clean=False) is not None
    }
    kinds = {tokenize.STRING, getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING)}
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type in kinds and token.start[0] not in docs:
            yield token.start[0], token.string


def texts():
    """File -> how its text is read."""
    pages = [TOP / "README.md", *sorted((TOP / "chapters").glob("*.md"))]
    rooms = ("exercises", "feedback", "student", "datasets", "teaching")
    modules = [path for room in rooms for path in (TOP / "minilib/workbook" / room).rglob("*.py")]
    return (
        {chapter.path: prose_of_chapter for chapter in chapters_in(TOP / "solutions")}
        | dict.fromkeys(pages, prose_of_page)
        | dict.fromkeys(sorted(modules), messages_of)
    )


def found_in(lines):
    """(line number, word, what to write) for every word that is out."""
    return [
        (number, match[0], instead)
        for number, line in lines
        for pattern, instead in OUT.items()
        for match in re.finditer(pattern, line)
    ]


@pytest.mark.parametrize("path", texts(), ids=lambda path: path.relative_to(TOP).as_posix())
def test_words_that_are_out_are_out(path):
    found = [
        f"{path.relative_to(TOP).as_posix()}:{number}: '{word}'; write {instead}"
        for number, word, instead in found_in(texts()[path](path))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Now a network shall learn this.", ["shall"]),
        ("How long the step is, says the learning rate.", [", says the"]),
        ("The chances add up to 1, by chance.", ["chances"]),
        ("Whether it holds, the next cell tells.", []),
        ("The amendment stands.", []),
    ],
)
def test_the_search_finds_them_and_nothing_else(line, words):
    assert [word for _, word, _ in found_in([(1, line)])] == words


def test_prose_is_read_and_code_is_not(tmp_path):
    chapter = tmp_path / "00_a.py"
    chapter.write_text("# %% [markdown]\n# one\n# ```\n# two\n# ```\n\n# %%\n# three\n")
    assert list(prose_of_chapter(chapter)) == [(2, "one")]
    module = tmp_path / "a.py"
    module.write_text('"""one"""\n# two\nx = "three"\n')
    assert list(messages_of(module)) == [(3, '"three"')]
