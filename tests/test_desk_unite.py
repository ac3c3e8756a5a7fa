"""What is written into the two halves of a chapter, by different editors, comes together."""

import asyncio
import os
import random

import nbformat
import pytest
from desk import HALVES, RIGHT, WRONG, add, answer, chapter_of, contents, desk, edit

from minilib.workbook.authoring.notebooks import cells_of
from minilib.workbook.student import backups as kept
from minilib.workbook.student import contents as lab
from minilib.workbook.student.answers import asked_in
from minilib.workbook.student.pairing import merge, plain
from minilib.workbook.student.unite import keep_differing, unite, united
from minilib.workbook.student.workspace import agreed_path, read_work

OTHER = {".py": ".ipynb", ".ipynb": ".py"}


@pytest.fixture
def top(tmp_path):
    return desk(tmp_path, "04_boxes")


def path_of(top, suffix):
    return top / f"chapters/04_boxes{suffix}"


def newest(top, suffix):
    """Give a half a later time than the other."""
    for half, seconds in ((suffix, 2_000_000_000), (OTHER[suffix], 1_000_000_000)):
        os.utime(path_of(top, half), (seconds, seconds))


def read(top):
    return read_work(chapter_of(top), top)


def answers(top):
    """What is read as the answers: name -> text, of those that are written."""
    script = read(top).script
    found = {one.name: script.answer(one) for one in asked_in(chapter_of(top))}
    return {name: one.text for name, one in found.items() if one.written}


def replace(top, old, new, suffix):
    """Change a text within the one cell that holds it."""

    def change(cells):
        (cell,) = [cell for cell in cells if old in cell.source]
        cell.source = cell.source.replace(old, new)
        return cells

    edit(top, change, halves=(suffix,))


def says(top, text):
    """The halves that say this."""
    return [half for half in HALVES if any(text in c.source for c in cells_of(path_of(top, half)))]


# -- what is read ---------------------------------------------------------------------------------


@pytest.mark.parametrize("newer", HALVES)
def test_answers_in_different_halves_are_all_read(top, newer):
    answer(top, "hw_bb", RIGHT["hw_bb"], halves=(".ipynb",))
    answer(top, "bb_hw", RIGHT["bb_hw"], halves=(".py",))
    newest(top, newer)
    before = contents(top)
    work = read(top)
    assert answers(top) == {name: RIGHT[name] for name in ("hw_bb", "bb_hw")}
    assert not work.conflict
    (note,) = work.notes
    assert "in different places; what both say is read" in note
    assert "workbook restore 04 --use both" in note
    assert contents(top) == before


def test_where_an_answer_stands_is_said_of_its_own_half(top):
    answer(top, "hw_bb", RIGHT["hw_bb"], halves=(".ipynb",))
    answer(top, "bb_hw", WRONG["bb_hw"], halves=(".py",))
    work = read(top)
    found = {one.name: work.where(work.script.answer(one)) for one in asked_in(chapter_of(top))}
    assert [half.path.suffix for half in found["hw_bb"]] == [".ipynb"]
    assert [half.path.suffix for half in found["bb_hw"]] == [".py"]
    assert {half.path.suffix for half in found["xml_bb"]} == set(HALVES)


@pytest.mark.parametrize("newer", HALVES)
def test_a_stub_says_nothing_against_an_answer(top, newer):
    """Both halves differ from what was built, but one of them says all that the other does."""
    add(top, "mine = 1")
    answer(top, "hw_bb", RIGHT["hw_bb"], halves=(newer,))
    for times in HALVES:
        newest(top, times)
        assert read(top).notes == ()
        assert answers(top) == {"hw_bb": RIGHT["hw_bb"]}


def test_of_two_answers_the_newer_is_read_and_of_all_else_both(top):
    answer(top, "hw_bb", RIGHT["hw_bb"], halves=(".ipynb",))
    answer(top, "hw_bb", WRONG["hw_bb"], halves=(".py",))
    answer(top, "bb_hw", RIGHT["bb_hw"], halves=(".py",))
    answer(top, "xml_bb", RIGHT["xml_bb"], halves=(".ipynb",))
    newest(top, ".ipynb")
    work = read(top)
    assert work.conflict
    assert "say different things of hw_bb; there the newer is read, 04_boxes.ipynb" in work.notes[0]
    assert answers(top) == {name: RIGHT[name] for name in ("hw_bb", "bb_hw", "xml_bb")}


def test_a_clash_outside_of_an_exercise_is_said_too(top):
    for suffix, word in zip(HALVES, ("red", "blue"), strict=True):
        replace(top, "A bounding box is a rectangle", f"A {word} box is a rectangle", suffix)
    newest(top, ".py")
    work = read(top)
    assert "say different things of the same place; there the newer is read" in work.notes[0]
    assert any("A red box" in cell.source for cell in work.cells)


def test_new_cells_of_both_are_all_read(top):
    for suffix, name in zip(HALVES, ("one", "two"), strict=True):
        add(top, f"{name} = 1\n{name} + 1", at=20, halves=(suffix,))
        add(top, f"last_{name} = 1", halves=(suffix,))
    work = read(top)
    assert not work.conflict
    sources = [cell.source for cell in work.cells]
    for text in ("one = 1\none + 1", "two = 1\ntwo + 1", "last_one = 1", "last_two = 1"):
        assert sources.count(text) == 1


@pytest.mark.parametrize("changed", HALVES)
def test_a_half_changed_after_both_agreed_is_read_without_a_word(top, changed):
    """JupyterLab wrote both; then an editor changes one: the other is only older."""
    answer(top, "hw_bb", WRONG["hw_bb"])
    unite(chapter_of(top), top)  # notes that they agree
    replace(top, WRONG["hw_bb"], RIGHT["hw_bb"], changed)
    newest(top, OTHER[changed])
    assert read(top).notes == ()
    assert answers(top) == {"hw_bb": RIGHT["hw_bb"]}


def test_a_cell_removed_after_both_agreed_stays_removed(top):
    add(top, "mine = 1")
    add(top, "more = 1")
    unite(chapter_of(top), top)
    edit(top, lambda cells: cells[:-1], halves=(".py",))
    assert unite(chapter_of(top), top).written == [path_of(top, ".ipynb")]
    assert says(top, "more = 1") == []
    assert says(top, "mine = 1") == list(HALVES)


@pytest.mark.parametrize("damage", [b"", b"\xff\xfe", b"def f(:\n"])
def test_a_damaged_note_of_what_agreed_is_no_harm(top, damage):
    answer(top, "hw_bb", WRONG["hw_bb"])
    unite(chapter_of(top), top)
    agreed_path(chapter_of(top), top).write_bytes(damage)
    answer(top, "bb_hw", RIGHT["bb_hw"], halves=(".py",))
    assert answers(top) == {"hw_bb": WRONG["hw_bb"], "bb_hw": RIGHT["bb_hw"]}
    unite(chapter_of(top), top)
    assert says(top, RIGHT["bb_hw"]) == list(HALVES)


def cells(text):
    return [nbformat.v4.new_code_cell(one) for one in text]


@pytest.mark.parametrize(
    ("base", "first", "second", "together", "clashes"),
    [
        ("abc", "abc", "abc", "abc", 0),
        ("abc", "aXc", "abc", "aXc", 0),
        ("abc", "abc", "aYc", "aYc", 0),
        ("abc", "aXc", "aXc", "aXc", 0),
        ("abc", "aXc", "aYc", "aYc", 1),
        ("abcd", "aXcd", "abYd", "aXYd", 0),  # neighbours
        ("abc", "ac", "abc", "ac", 0),
        ("abc", "ac", "aYc", "aYc", 1),
        ("abc", "aXc", "ac", "ac", 1),
        ("abc", "abXc", "abYc", "abXYc", 0),
        ("abc", "abXc", "abXYc", "abXYc", 0),
        ("abc", "Xabc", "abcY", "XabcY", 0),
        ("", "X", "Y", "XY", 0),
        ("aaa", "aaa", "aXaa", "aXaa", 0),
    ],
)
def test_three_versions_merged(base, first, second, together, clashes):
    merged = merge(*(cells(one) for one in (base, first, second)))
    assert "".join(cell.source for cell in merged.cells) == together
    assert len(merged.clashes) == clashes


def edited(base, new, dice):
    """A version with up to four cells put in, changed or dropped."""
    version = list(base)
    for number in range(dice.randint(0, 4)):
        place = dice.randrange(len(version) + 1)
        kind = dice.choice(["put", "change", "drop"])
        if kind == "put":
            version.insert(place, f"{new}{number}")
        elif place < len(version):
            version[place : place + 1] = [f"{new}{number}"] if kind == "change" else []
    return version


def test_a_merge_drops_nothing_that_is_new():
    """Random edits: what a version alone has is in the result, or is named as a clash."""
    dice = random.Random(0)
    base = list("abcdefgh")
    for _ in range(300):
        versions = [edited(base, new, dice) for new in "XY"]
        merged = merge(*(cells(one) for one in (base, *versions)))
        found = [cell.source for cell in merged.cells]
        named = [cell.source for sides in merged.clashes for one in sides for cell in one]
        new = {one for version in versions for one in version if one not in base}
        in_both = {one for one in base if all(one in version for version in versions)}
        assert new | in_both <= {*found, *named}, versions
        swapped = merge(*(cells(one) for one in (base, *reversed(versions))))
        assert len(swapped.clashes) == len(merged.clashes)


# -- what is written ------------------------------------------------------------------------------


def test_unite_writes_what_both_say_into_both(top):
    answer(top, "hw_bb", RIGHT["hw_bb"], halves=(".ipynb",))
    answer(top, "bb_hw", RIGHT["bb_hw"], halves=(".py",))
    before = contents(top / "chapters")
    done = unite(chapter_of(top), top)
    assert [path.suffix for path in done.written] == [".ipynb", ".py"]
    assert {name: (done.copy / name).read_bytes() for name in before} == before
    assert kept.made_before(done.copy) == "opening"
    for name in ("hw_bb", "bb_hw"):
        assert says(top, RIGHT[name]) == list(HALVES)
    assert read(top).notes == ()
    assert unite(chapter_of(top), top) is None


def test_unite_keeps_nothing_when_only_one_half_was_written_in(top):
    answer(top, "hw_bb", RIGHT["hw_bb"], halves=(".ipynb",))
    assert united(chapter_of(top), top) == ""
    assert kept.kept(chapter_of(top), top) == []
    assert says(top, RIGHT["hw_bb"]) == list(HALVES)


def test_outputs_and_pictures_in_a_notebook_stay(top):
    notebook = nbformat.read(path_of(top, ".ipynb"), as_version=4)
    shown = nbformat.v4.new_output("stream", name="stdout", text="seen\n")
    code = next(n for n, cell in enumerate(notebook.cells) if cell.cell_type == "code")
    notebook.cells[code].outputs = [shown]
    notebook.cells[code].metadata["collapsed"] = True
    notebook.cells[0].attachments = {"a.png": {"image/png": "AAAA"}}
    names = [cell.id for cell in notebook.cells]
    nbformat.write(notebook, path_of(top, ".ipynb"))
    answer(top, "hw_bb", RIGHT["hw_bb"], halves=(".py",))
    unite(chapter_of(top), top)
    after = nbformat.read(path_of(top, ".ipynb"), as_version=4)
    assert after.cells[code].outputs == [shown]
    assert after.cells[code].metadata["collapsed"] is True
    assert after.cells[0].attachments == notebook.cells[0].attachments
    assert [cell.id for cell in after.cells] == names
    assert after.metadata == notebook.metadata
    nbformat.validate(after)


@pytest.mark.parametrize("lost", HALVES)
@pytest.mark.parametrize("how", ["missing", "half-written"])
def test_unite_makes_a_lost_half_anew(top, lost, how):
    answer(top, "hw_bb", RIGHT["hw_bb"])
    path = path_of(top, lost)
    if how == "missing":
        path.unlink()
    else:
        path.write_bytes(b"\xff" + path.read_bytes()[:900])
    assert f"04_boxes{lost} now says what" in str(unite(chapter_of(top), top))
    assert says(top, RIGHT["hw_bb"]) == list(HALVES)
    assert bool(kept.kept(chapter_of(top), top)) == (how == "half-written")


def test_without_either_half_it_is_one_line(top):
    for suffix in HALVES:
        path_of(top, suffix).unlink()
    assert united(chapter_of(top), top).count("\n") == 0
    assert "workbook reset 04" in united(chapter_of(top), top)


# -- one answer -----------------------------------------------------------------------------------


def test_one_answer_comes_back_and_the_rest_stays(top):
    (hw,) = [one for one in asked_in(chapter_of(top)) if one.name == "hw_bb"]
    whole_cell = "K = 1\n\n\n" + RIGHT["hw_bb"]
    answer(top, "hw_bb", whole_cell)
    kept.reset(chapter_of(top), None, top)
    answer(top, "bb_hw", RIGHT["bb_hw"])
    copy, replaced = kept.restore_answer(hw, None, top)
    assert says(top, whole_cell) == list(HALVES)
    assert says(top, RIGHT["bb_hw"]) == list(HALVES)
    assert kept.made_before(replaced) == "restore hw_bb"
    # Of two versions each restore brings back the other.
    replace(top, RIGHT["hw_bb"], WRONG["hw_bb"], ".py")
    replace(top, RIGHT["hw_bb"], WRONG["hw_bb"], ".ipynb")
    kept.restore_answer(hw, None, top)
    assert answers(top)["hw_bb"] == RIGHT["hw_bb"]
    kept.restore_answer(hw, None, top)
    assert answers(top)["hw_bb"] == WRONG["hw_bb"]
    assert says(top, "K = 1") == list(HALVES)
    kept.restore_answer(hw, copy.name, top)
    assert answers(top)["hw_bb"] == RIGHT["hw_bb"]


def test_no_answer_to_bring_back_is_one_line(top):
    hw, bb, *_ = asked_in(chapter_of(top))
    with pytest.raises(kept.WorkbookError, match="no other answer to hw_bb has been kept"):
        kept.restore_answer(hw, None, top)
    answer(top, "hw_bb", RIGHT["hw_bb"])
    copy = kept.keep(chapter_of(top), top)
    with pytest.raises(kept.WorkbookError, match="no other answer to hw_bb has been kept"):
        kept.restore_answer(hw, None, top)  # the copy's is the one that is there
    with pytest.raises(kept.WorkbookError, match=f"in {copy.name} bb_hw is not written"):
        kept.restore_answer(bb, copy.name, top)


# -- JupyterLab -----------------------------------------------------------------------------------


@pytest.fixture
def manager(top, monkeypatch):
    monkeypatch.setattr(lab, "TOP", top)
    return lab.ChapterContents(root_dir=str(top))


def opened(manager, suffix, **options):
    return asyncio.run(manager.get(f"chapters/04_boxes{suffix}", **options))


@pytest.mark.parametrize("newer", HALVES)
@pytest.mark.parametrize("suffix", HALVES)
def test_opened_and_saved_it_holds_what_both_editors_wrote(top, manager, suffix, newer):
    answer(top, "hw_bb", RIGHT["hw_bb"], halves=(".ipynb",))
    answer(top, "bb_hw", RIGHT["bb_hw"], halves=(".py",))
    newest(top, newer)
    model = opened(manager, suffix, type="notebook")
    sources = [cell["source"] for cell in model["content"]["cells"]]
    assert {RIGHT["hw_bb"], RIGHT["bb_hw"]} <= set(sources)
    asyncio.run(manager.save(model, f"chapters/04_boxes{suffix}"))
    for name in ("hw_bb", "bb_hw"):
        assert says(top, RIGHT[name]) == list(HALVES)


@pytest.mark.parametrize("suffix", HALVES)
def test_a_notebook_edited_elsewhere_opens(top, manager, suffix):
    """Jupytext alone refuses: 'is more recent than'."""
    answer(top, "hw_bb", RIGHT["hw_bb"], halves=(".ipynb",))
    newest(top, ".ipynb")
    model = opened(manager, suffix)
    assert model["type"] == "notebook"
    assert RIGHT["hw_bb"] in [cell["source"] for cell in model["content"]["cells"]]


@pytest.mark.parametrize("elsewhere", HALVES)
def test_what_is_saved_over_is_kept(top, manager, elsewhere):
    """The chapter is open in JupyterLab while another editor writes in one of its halves."""
    model = opened(manager, ".ipynb")
    answer(top, "hw_bb", RIGHT["hw_bb"], halves=(elsewhere,))
    asyncio.run(manager.save(model, "chapters/04_boxes.ipynb"))
    (copy,) = kept.kept(chapter_of(top), top)
    assert RIGHT["hw_bb"] in (copy / f"04_boxes{elsewhere}").read_text("utf-8") or any(
        cell.source == RIGHT["hw_bb"] for cell in cells_of(copy / f"04_boxes{elsewhere}")
    )
    assert kept.made_before(copy) == "saving in JupyterLab"
    model["content"]["cells"].append(nbformat.v4.new_code_cell("own = 1"))
    for _ in range(3):
        asyncio.run(manager.save(model, "chapters/04_boxes.ipynb"))
    assert len(kept.kept(chapter_of(top), top)) == 1  # its own saves need no copy


def test_looking_reads_only_and_other_files_are_jupyters(top, manager):
    answer(top, "hw_bb", RIGHT["hw_bb"], halves=(".py",))
    before = contents(top)
    assert opened(manager, ".ipynb", content=False)["type"] == "notebook"
    assert opened(manager, ".py", type="file")["content"].startswith("#")
    assert asyncio.run(manager.get("chapters"))["type"] == "directory"
    assert contents(top) == before
    (top / "chapters/04_mine.py").write_text("mine = 1\n")
    assert asyncio.run(manager.get("chapters/04_mine.py", type="file"))["content"] == "mine = 1\n"
    assert keep_differing(chapter_of(top), top)
    assert plain(cells_of(path_of(top, ".py"))) != plain(cells_of(path_of(top, ".ipynb")))
