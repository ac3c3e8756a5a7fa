"""The book: it is complete, it needs no network, and a browser reads it from a folder."""

import json
import re
import sys
from html.parser import HTMLParser
from importlib.util import find_spec
from urllib.parse import unquote, urlsplit

import nbformat
import pytest
from browser import chromium, findings, new_page
from click.testing import CliRunner
from nbformat.v4 import new_markdown_cell, new_notebook

from minilib.workbook.authoring.source import chapters_in
from minilib.workbook.datasets.files import TOP
from minilib.workbook.errors import WorkbookError
from minilib.workbook.student.cli import workbook
from minilib.workbook.teaching import book

installed = pytest.mark.skipif(
    not all(map(find_spec, ("sphinx", "myst_nb", "sphinx_book_theme"))),
    reason="Sphinx is not installed; it comes with 'uv sync --group book'",
)
# The theme and MyST use what the next but one Sphinx drops: theirs to mend.
pytestmark = pytest.mark.filterwarnings("ignore:'(sphinx_book_theme|myst_parser)")
STEMS = [chapter.stem for chapter in chapters_in(TOP / "solutions")]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The whole book."""
    folder = tmp_path_factory.mktemp("book") / "site"
    assert book.make_book(folder) == []  # no link that leads nowhere
    assert list(folder.parent.iterdir()) == [folder]
    return folder


class Links(HTMLParser):
    """What a page links to, and what it loads."""

    def __init__(self, page):
        super().__init__()
        self.links, self.loaded, self.untold = [], [], []
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "a":
            self.links.append(given.get("href") or "")
        elif tag == "link" and given.get("rel") not in {"search", "index", "next", "prev"}:
            self.loaded.append(given.get("href") or "")
        elif tag in {"script", "img", "iframe", "source", "video", "audio"}:
            self.loaded.append(given.get("src") or "")
        if tag == "img" and (given.get("alt") or "_.png").endswith(".png"):
            self.untold.append(given.get("src"))  # nothing, or the name of its file


# -- what is in it --------------------------------------------------------------------------------


@installed
@pytest.mark.parametrize("folder", ["chapters", "solutions"])
def test_every_chapter_is_a_page_with_its_outputs(site, folder):
    for stem in STEMS:
        page = (site / folder / f"{stem}.html").read_text(encoding="utf-8")
        assert 'class="cell_output' in page
        assert "<!-- map -->" not in page
    boxes = (site / folder / "04_boxes.html").read_text(encoding="utf-8")
    assert "array([ 96, 155, 269, 350])" in boxes
    assert ("not written yet" in boxes) == (folder == "chapters")
    assert boxes.count("<details>") == boxes.count("</details>") == 3


@installed
def test_a_chapter_links_to_its_solution_and_does_not_show_it(site):
    for stem in STEMS:
        page = site / "chapters" / f"{stem}.html"
        assert f"../solutions/{stem}.html" in Links(page).links
        assert f"../chapters/{stem}.html" in Links(site / "solutions" / f"{stem}.html").links
        assert "SOLUTION" not in page.read_text(encoding="utf-8")


@installed
def test_links_lead_to_files_and_nothing_comes_from_a_network(site):
    pages = [path for path in site.rglob("*.html") if path.parent.name != "_static"]
    assert len(pages) > 2 * len(STEMS)
    for page in pages:
        found = Links(page)
        for address in found.links + found.loaded:
            parts = urlsplit(address)
            if parts.scheme in {"http", "https"}:
                assert address not in found.loaded, f"{page.name} loads {address}"
            elif parts.path and parts.scheme != "data":
                assert (page.parent / unquote(parts.path)).exists(), f"{page.name}: {address}"
    for sheet in site.rglob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        assert not re.search(r"(@import|url\()\s*['\"]?(https?:)?//", text), sheet.name


@installed
def test_every_figure_says_what_is_in_it(site):
    untold = {page.name: Links(page).untold for page in (site / "chapters").glob("*.html")}
    assert len(untold) > len(STEMS)
    assert not {name: found for name, found in untold.items() if found}


@installed
def test_the_guide_is_in_it(site):
    for page in ("GUIDE", "OWN_DATA", "TEACHING"):
        assert f"chapters/{page}.html" in Links(site / "index.html").links
    assert 'id="glossary"' in (site / "chapters/GUIDE.html").read_text(encoding="utf-8")


@installed
def test_the_search_index_knows_the_words_of_the_chapters(site):
    text = (site / "searchindex.js").read_text(encoding="utf-8")
    index = json.loads(text.removeprefix("Search.setIndex(").removesuffix(")"))
    named = [index["docnames"][n] for n in index["terms"]["fenc"]]  # Sphinx indexes stems
    assert "chapters/04_boxes" in named


@installed
def test_formulas_are_drawn_without_a_script(tmp_path):
    notebook = new_notebook(cells=[new_markdown_cell("# 01 · One: $a^2$\n\n$$\\frac{1}{n}$$")])
    for folder in ("chapters", "solutions"):
        (tmp_path / folder).mkdir()
        nbformat.write(notebook, tmp_path / folder / "01_one.ipynb")
    (tmp_path / "solutions/01_one.py").write_text("# %% [markdown]\n# # 01 · One\n")
    assert book.make_book(tmp_path / "site", top=tmp_path) == []
    page = tmp_path / "site/chapters/01_one.html"
    assert "<msup>" in page.read_text(encoding="utf-8")
    assert "<mfrac>" in page.read_text(encoding="utf-8")
    assert not any("mathjax" in address.lower() for address in Links(page).loaded)


# -- where it goes --------------------------------------------------------------------------------


@installed
def test_a_folder_that_holds_something_else_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(WorkbookError, match="not a book; name another folder"):
        book.make_book(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


@installed
def test_a_book_is_made_whole_or_not_at_all(tmp_path, monkeypatch):
    old = tmp_path / "site"
    old.mkdir()
    (old / book.MARK).touch()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(book, "_run_sphinx", full)
    with pytest.raises(OSError, match="No space"):
        book.make_book(old, ("00",))
    assert list(tmp_path.iterdir()) == [old]
    assert [path.name for path in old.iterdir()] == [book.MARK]


def test_without_sphinx_it_is_one_line(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "myst_nb", None)
    done = CliRunner().invoke(workbook, ["book", str(tmp_path / "site")])
    assert done.exit_code == 1
    assert done.output.count("\n") == 1
    assert "--group book" in done.output


# -- in a browser ---------------------------------------------------------------------------------


#: As wide as a phone.
NARROW = {"width": 390, "height": 844}
#: What reaches over the edge of the page, and is not in a block that scrolls on its own.
WIDE = """() => [...document.querySelectorAll('.bd-article *')].filter(part => {
    const clipped = one => one && one !== document.body && (
        ['auto', 'scroll', 'hidden'].includes(getComputedStyle(one).overflowX)
        || clipped(one.parentElement));
    return part.getBoundingClientRect().right > innerWidth + 1 && !clipped(part);
}).map(part => part.outerHTML.slice(0, 100))"""


@installed
@pytest.mark.browser
def test_everybody_can_read_it(site, reports):
    """With a screen reader, by keyboard alone, and on a phone."""
    with chromium() as browser:
        page = new_page(browser)
        for name in ("index", "chapters/GUIDE", "chapters/07_largest", "solutions/04_boxes"):
            page.goto((site / f"{name}.html").as_uri())
            assert findings(page) == [], name
        question = page.locator("details").first
        question.locator("summary").focus()
        page.keyboard.press("Enter")
        assert question.get_attribute("open") is not None
        page.set_viewport_size(NARROW)
        for name in ("index", "chapters/GUIDE", "chapters/07_largest", "chapters/17_paper"):
            page.goto((site / f"{name}.html").as_uri())
            assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], name
            assert page.evaluate(WIDE) == [], name
            page.screenshot(path=reports / f"book-narrow-{name.rpartition('/')[2]}.png")


@installed
@pytest.mark.browser
def test_a_browser_reads_it_from_its_folder(site, reports):
    with chromium() as browser:
        page = new_page(browser)
        elsewhere, errors = [], []
        page.on(
            "request", lambda r: r.url.startswith(("file:", "data:")) or elsewhere.append(r.url)
        )
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto((site / "index.html").as_uri())
        page.screenshot(path=reports / "book-index.png")

        page.get_by_role("button", name="Search").locator("visible=true").first.click()
        page.locator("input[type=search]:visible").first.fill("fence")
        page.keyboard.press("Enter")
        found = page.locator("ul.search a").first
        found.wait_for()
        page.screenshot(path=reports / "book-search.png")
        found.click()
        page.wait_for_url("**/chapters/04_boxes.html*")

        figure = page.locator(".cell_output img").last
        figure.scroll_into_view_if_needed()
        assert figure.evaluate("image => image.complete && image.naturalWidth > 200")
        page.screenshot(path=reports / "book-figure.png")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

        question = page.locator("details").first
        assert question.get_attribute("open") is None
        question.locator("summary").click()
        page.screenshot(path=reports / "book-question.png")
        page.get_by_role("link", name="chapter 05", exact=True).click()
        page.locator(".bd-article h1", has_text="05 · Images").wait_for()
        assert not elsewhere
        assert not errors
