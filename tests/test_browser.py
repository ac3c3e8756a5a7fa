"""A learner at the keyboard: the workbook in JupyterLab, in a real browser, on a copy."""

import re
import shutil

import nbformat
import pytest
from browser import chromium, findings, new_page
from desk import RIGHT, WRONG, answer
from lab_server import running_lab

from minilib.workbook.datasets.files import TOP

pytestmark = pytest.mark.browser
sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")

ENDLESS = "def hw_bb(bb):\n    while True:\n        pass"
CHECK = "hw_bb = check(hw_bb)"

TAB = ".lm-DockPanel-tabBar .lm-TabBar-tab"


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def window(browser):
    """One window for all tests, as a learner has one: to load JupyterLab costs more than a test."""
    return new_page(browser)


@pytest.fixture
def page(window, request, reports):
    """The window; what it shows at the end of the test is kept."""
    yield window
    window.screenshot(path=reports / f"{request.node.name}.png")


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy of what a learner has, with the pictures that are there already."""
    top = tmp_path_factory.mktemp("project")
    ignored = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
    for folder in ("chapters", "solutions", "minilib"):
        shutil.copytree(TOP / folder, top / folder, ignore=ignored)
    shutil.copy(TOP / "pyproject.toml", top)
    return top


@pytest.fixture(autouse=True)
def unsolved(project):
    """Every test begins with the chapter as it is handed out."""
    for ending in (".ipynb", ".py"):
        shutil.copy(TOP / f"chapters/04_boxes{ending}", project / "chapters")


@pytest.fixture(scope="module")
def address(project, tmp_path_factory):
    """The running workbook's first page, with its token; with no person's settings."""
    home = tmp_path_factory.mktemp("home")
    variables = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    own = {name: str(home / name.lower()) for name in variables}
    own |= {"PYTHONPATH": str(project), "WORKBOOK_HOME": str(TOP / "data")}
    with running_lab(project, home / "log.txt", **own) as (server, first, token):
        yield f"{server}{first}?token={token}"


def _exactly(text):
    return re.compile(f"^{re.escape(text)}$")


class Lab:
    """JupyterLab as a person sees it: a list of files, tabs, cells."""

    def __init__(self, page, address):
        self.page = page
        if "/lab" in page.url:
            self.close_all()
        else:
            page.goto(f"{address}&reset")
            page.wait_for_selector(".jp-Notebook .jp-Cell")

    def close_all(self):
        """Close what an earlier test left open, and save nothing."""
        self.menu("File", "Close All Tabs")
        while self.page.locator(".jp-NotebookPanel, .jp-FileEditor").count():
            for asked in self.page.locator(".jp-Dialog button", has_text="Discard").all():
                asked.click()
            self.page.wait_for_timeout(50)

    def choose(self, folder, name):
        """Double-click a file in the list, or name one that is not listed."""
        if re.match(r"\d\d_.*\.py", name):  # not in the list
            self.menu("File", "Open from Path…")
            self.page.locator(".jp-Dialog input").fill(f"{folder}/{name}")
            self.page.keyboard.press("Enter")
            return
        self.page.locator(".jp-BreadCrumbs-home").click()
        for wanted in (folder, name):
            item = self.page.locator(".jp-DirListing-itemText", has_text=_exactly(wanted))
            item.dblclick()

    def open(self, folder, name):
        """Open a notebook, and wait for its kernel."""
        self.choose(folder, name)
        self.page.locator(f"{TAB}.lm-mod-current", has_text=name).wait_for()
        self.panel = self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)").last
        self.panel.locator(".jp-Cell").first.wait_for()
        self.page.locator("#jp-main-statusbar", has_text="| Idle").wait_for()

    def open_beside(self, folder, name):
        """Open a file, and drag its tab to the right edge."""
        self.open(folder, name)
        tab = self.page.locator(f"{TAB}.lm-mod-current").bounding_box()
        place = self.panel.bounding_box()
        self.page.mouse.move(tab["x"] + 40, tab["y"] + 10)
        self.page.mouse.down()
        for x, y in ((60, 200), (0.5, 0.5), (0.97, 0.5), (0.98, 0.5)):
            right = place["x"] + (x * place["width"] if x < 1 else x)
            down = place["y"] + (y * place["height"] if y < 1 else y)
            self.page.mouse.move(right, down, steps=4)
        self.page.mouse.up()

    def menu(self, menu, item):
        self.page.locator(".lm-MenuBar-itemLabel", has_text=_exactly(menu)).click()
        self.page.locator(".lm-Menu-itemLabel", has_text=_exactly(item)).click()

    def wait_until_idle(self):
        """Every cell has its number, none a star."""
        self.panel.locator(".jp-InputPrompt", has_text="[*]").first.wait_for(state="attached")
        self.page.wait_for_function(
            "panel => ![...panel.querySelectorAll('.jp-InputPrompt')]"
            ".some(prompt => prompt.textContent.includes('*'))",
            arg=self.panel.element_handle(),
        )

    def run_all(self):
        self.menu("Run", "Run All Cells")
        self.wait_until_idle()

    def run_above(self, beginning):
        """Run what stands above a cell, which is then the selected one."""
        self.cell(beginning).locator(".cm-content").click()
        self.menu("Run", "Run All Above Selected Cell")

    def cell(self, beginning):
        """The first code cell that begins so."""
        code = self.page.locator(".cm-content", has_text=re.compile(f"^{re.escape(beginning)}"))
        found = self.panel.locator(".jp-CodeCell").filter(has=code).first
        found.scroll_into_view_if_needed()
        return found

    def write(self, text, code):
        """Replace the code of a cell, and run it and the one below."""
        cell = self.cell(text)
        cell.locator(".cm-content").click()
        # A figure that arrives late moves the cells, and the click hits another one.
        cell.locator(".cm-editor.cm-focused").wait_for()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(code)
        self.page.keyboard.press("Shift+Enter")
        self.panel.locator(".jp-Cell.jp-mod-active .cm-content", has_text="check(").wait_for()
        self.page.keyboard.press("Shift+Enter")

    def expect(self, cell, words):
        """Wait until a cell's output has these words; gives the whole output."""
        shown = self.cell(cell).locator(".jp-OutputArea-output")
        output = shown.filter(has_text=words).first
        try:
            output.wait_for()
        except sync_api.TimeoutError:
            raise AssertionError(f"{cell} shows {shown.all_text_contents()}") from None
        return output.text_content()

    def save(self):
        self.page.keyboard.press("Control+s")
        self.page.locator(f"{TAB}.lm-mod-current:not(.jp-mod-dirty)").wait_for()


def test_the_first_ten_minutes(page, address, reports):
    """A newcomer, from the start to the next chapter; each step is kept as a picture."""
    steps = iter(range(1, 10))

    def see(name):
        page.screenshot(path=reports / f"first-{next(steps)}-{name}.png")

    lab = Lab(page, address)
    lab.panel = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)").last
    page.locator("#jp-main-statusbar", has_text="| Idle").wait_for()
    assert lab.panel.locator("h1", has_text="00 · Start").is_visible()
    see("start")
    lab.cell("import matplotlib").locator("img").first.scroll_into_view_if_needed()
    see("picture")
    for key in (*["ArrowDown"] * 4, "Shift+Enter"):  # by keyboard alone
        page.keyboard.press(key)
    lab.expect("3 * 7", "21")
    page.locator(f"{TAB}.jp-mod-dirty", has_text="00_start").wait_for()
    see("first-cell")

    lab.open("chapters", "01_paths.ipynb")
    see("chapter-01")
    lab.run_above("def image_path(")
    lab.write("def image_path(", "def image_path(path, name):\n    return path / name")
    lab.expect("image_path = check(image_path)", "not right yet")
    see("wrong")
    page.keyboard.press("a")  # a cell above the selected one, for the hint
    page.keyboard.press("Enter")
    page.keyboard.insert_text('hint("image_path")')
    page.keyboard.press("Shift+Enter")
    lab.expect('hint("image_path")', "hint 1 of 3")
    see("hint")
    lab.write("def image_path(", "def image_path(path, name):\n    return path / JPEGS / name")
    lab.expect("image_path = check(image_path)", "right, in all")
    see("right")
    progress = "from minilib.workbook import how_far"
    lab.cell(progress).locator(".cm-content").click()
    page.keyboard.press("Shift+Enter")
    assert "1 of 4 exercises" in lab.expect(progress, "right")
    see("how-far")
    assert findings(page, ".jp-MarkdownOutput", ".jp-OutputArea-output") == []


@pytest.mark.parametrize("ending", [".ipynb", ".py"])
def test_a_learner_solves_an_exercise(page, address, project, reports, ending):
    lab = Lab(page, address)
    lab.open("chapters", f"04_boxes{ending}")
    if ending == ".ipynb":
        lab.run_all()
        assert "array([ 96, 155, 269, 350])" in lab.expect("hw_bb([155, 96, 196, 174])", "array")
    else:  # the cells are the same
        lab.run_above(CHECK)
        lab.page.keyboard.press("Shift+Enter")
    assert "not written yet" in lab.expect(CHECK, "hw_bb")
    lab.page.screenshot(path=reports / f"browser-unsolved{ending}.png")

    lab.write("def hw_bb(", WRONG["hw_bb"])
    said = lab.expect(CHECK, "not right yet")
    assert "one pixel too far" in said
    lab.page.screenshot(path=reports / f"browser-wrong{ending}.png")

    solution = f"{RIGHT['hw_bb']}  # {ending}"
    lab.write("def hw_bb(", solution)
    lab.expect(CHECK, "right, in all")
    lab.page.screenshot(path=reports / f"browser-right{ending}.png")

    lab.save()
    notebook = nbformat.read(project / "chapters/04_boxes.ipynb", as_version=4)
    solved = [cell for cell in notebook.cells if cell.source == solution]
    assert len(solved) == 1
    assert solution in (project / "chapters/04_boxes.py").read_text(encoding="utf-8")

    lab.open_beside("solutions", "04_boxes.ipynb")
    assert "hw[1] + hw[3] - 1" in lab.cell("def hw_bb(").text_content()
    assert lab.page.locator(".jp-NotebookPanel:visible").count() == 2
    lab.page.screenshot(path=reports / f"browser-solution{ending}.png")


def test_what_goes_wrong_at_the_keyboard(page, address, project):
    """An answer that never ends, interrupted; a tab closed with unsaved work."""
    lab = Lab(page, address)
    lab.open("chapters", "04_boxes.ipynb")
    lab.run_above("def hw_bb(")
    lab.write("def hw_bb(", ENDLESS)
    lab.cell(CHECK).locator(".jp-InputPrompt", has_text="*").wait_for()
    lab.cell("def hw_bb(").locator(".jp-InputPrompt", has_text=re.compile(r"\d")).wait_for()
    page.wait_for_timeout(1000)  # the check has begun
    lab.menu("Kernel", "Interrupt Kernel")
    assert "The chapter goes on with minilib's hw_bb" in lab.expect(CHECK, "stopped")
    lab.write("def hw_bb(", RIGHT["hw_bb"] + "  # not saved")
    lab.expect(CHECK, "right, in all")
    page.keyboard.press("Alt+w")
    dialog = page.locator(".jp-Dialog")
    dialog.wait_for()
    assert "04_boxes.ipynb" in dialog.text_content()
    dialog.get_by_role("button", name="Save", exact=True).click()
    page.locator(TAB, has_text="04_boxes.ipynb").wait_for(state="detached")
    for ending in (".ipynb", ".py"):
        assert "# not saved" in (project / f"chapters/04_boxes{ending}").read_text(encoding="utf-8")


def test_where_two_editors_wrote_the_newer_counts(page, address, project):
    """An answer in the .ipynb, another in the newer .py: that one opens, the other is kept."""
    answer(project, "hw_bb", f"{RIGHT['hw_bb']}  # in the notebook", halves=(".ipynb",))
    answer(project, "hw_bb", f"{RIGHT['hw_bb']}  # in the script", halves=(".py",))
    lab = Lab(page, address)
    lab.open("chapters", "04_boxes.ipynb")
    assert "# in the script" in lab.cell("def hw_bb(hw):").text_content()
    for ending in (".ipynb", ".py"):
        text = (project / f"chapters/04_boxes{ending}").read_text(encoding="utf-8")
        assert "# in the script" in text
    copies = [path.read_text("utf-8") for path in project.glob(".kept/04_boxes/*/04_boxes.ipynb")]
    assert any("# in the notebook" in text for text in copies)


def test_looking_leaves_a_chapter_saved_and_a_solution_is_told_apart(page, address, project):
    before = (project / "chapters/04_boxes.ipynb").read_bytes()
    lab = Lab(page, address)
    lab.open("chapters", "04_boxes.ipynb")
    page.wait_for_timeout(1500)  # the kernel has said what it is
    assert page.locator(f"{TAB}.jp-mod-dirty").count() == 0
    with page.expect_response(lambda answer: answer.request.method == "PUT"):
        lab.menu("File", "Save Notebook")
    assert (project / "chapters/04_boxes.ipynb").read_bytes() == before
    lab.open("solutions", "04_boxes.ipynb")
    # Until the new tab has come to the front, the current one is the chapter's.
    label = page.locator(f"{TAB}.lm-mod-current[title*='solutions/'] .lm-TabBar-tabLabel")
    mark = label.evaluate("label => getComputedStyle(label, '::before').content")
    assert (mark, label.text_content()) == ('"solved: "', "04_boxes.ipynb")
    assert (project / "solutions/04_boxes.ipynb").is_file()


def test_a_module_of_minilib_opens_as_text(page, address):
    """Its ending is a chapter's, but it is not a notebook."""
    Lab(page, address).choose("minilib", "boxes.py")
    page.locator(".jp-FileEditor", has_text="def hw_bb(").wait_for()
