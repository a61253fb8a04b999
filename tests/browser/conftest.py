"""A real browser (Debian's chromium) on a real server."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from review_site import Server, make_site

playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright (pip install -e '.[dev]')")

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[playwright.Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("there is no chromium here (apt-get install chromium)")
    home = tmp_path_factory.mktemp("browser")
    environment = {**os.environ, "HOME": str(home), "XDG_CONFIG_HOME": str(home), "XDG_CACHE_HOME": str(home)}
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS, env=environment)
        yield browser
        browser.close()


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return make_site(tmp_path)


@pytest.fixture
def server(site: Path) -> Iterator[Server]:
    server = Server(site)
    yield server
    server.stop()


# Answers with 4xx, a server that is gone, and the scripts of a post that are not run in its preview.
_EXPECTED = re.compile(r"Failed to load resource|Blocked script execution in '\S+/preview' because .* is sandboxed")


class Windows:
    """Opens windows on a server, each with a profile of its own, and keeps what their consoles complain about."""

    def __init__(self, browser: playwright.Browser, server: Server) -> None:
        self.browser = browser
        self.server = server
        self.complaints: list[str] = []
        self.contexts: list[playwright.BrowserContext] = []

    def open(self, path: str = "/", **options: object) -> playwright.Page:
        context = self.browser.new_context(**{"locale": "en-GB", "viewport": {"width": 1280, "height": 900}, **options})
        self.contexts.append(context)
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.goto(self.server.address)
        if path != "/":
            page.goto(self.server.base + path)
        return page


@pytest.fixture
def windows(browser: playwright.Browser, server: Server) -> Iterator[Windows]:
    windows = Windows(browser, server)
    yield windows
    for context in windows.contexts:
        context.close()
    assert [said for said in windows.complaints if not _EXPECTED.match(said)] == []
