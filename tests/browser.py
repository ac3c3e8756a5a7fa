"""A real browser for the tests: Debian's Chromium, driven by Playwright."""

import contextlib
import shutil
from importlib.resources import files

import pytest

#: The system's browser; Playwright would download one of its own otherwise.
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

#: Nothing in the background: the tests need no network, and there may be none.
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextlib.contextmanager
def chromium():
    """A running browser; skips the test where there is none."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    if not CHROMIUM:
        pytest.skip("no Chromium here; on Debian: apt-get install chromium")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(_FLAGS))
        yield browser
        browser.close()


def findings(page, *selectors: str) -> list[str]:
    """What axe finds hard to read or to reach on a page, or in those parts of it."""
    pytest.importorskip("axe_playwright_python", reason="axe is not installed")
    page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    parts = {"include": [[one] for one in selectors]} if selectors else {}
    call = "parts => axe.run(parts.include ? parts : document, {resultTypes: ['violations']})"
    found = page.evaluate(call, parts)["violations"]
    return [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]


def new_page(browser, seconds: float = 120):
    """A page of a laptop's size; what is waited for comes within ``seconds``."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.set_default_timeout(1000 * seconds)
    return page
