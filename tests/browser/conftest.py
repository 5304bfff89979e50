"""The production server over a folder published from the real raw files, and Debian's Chromium."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request

from pipelines.publish.publish import publish
from tests.dashboard.conftest import VERDICT

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
]  # fmt: skip
WIDTHS = {"wide": 1280, "phone": 390, "narrow": 320}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, _curated: dict[str, pd.DataFrame]) -> Iterator[str]:
    """Address of `esec serve` over the real figures."""
    folder = tmp_path_factory.mktemp("browser") / "curated"
    publish(_curated, VERDICT, folder)
    esec = Path(sys.executable).with_name("esec")
    command = [str(esec), "serve", "--port", "0", "--curated", str(folder)]
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=log, text=True, env={**os.environ, "ESEC_CHECK_SECONDS": "3600"}
        )
        assert process.stdout
        address = process.stdout.readline().strip()
        if not address.startswith("http://127.0.0.1:"):
            log.seek(0)
            pytest.fail(f"esec serve did not start:\n{log.read()}")
        try:
            yield address
        finally:
            process.terminate()
            process.stdout.close()
            assert process.wait(30) == 0, "the server stops when it is told to"


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium: install it with `make parts`")
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield browser
    browser.close()


@dataclass
class Visit:
    """A tab, with what it asked for and what it complained of."""

    page: Page
    site: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    # What the browser itself reports, late at times, of requests that the test lets fail.
    expected: str | None = None

    def open(self, path: str, *, app: bool = True) -> Page:
        """Open a page; with `app`, wait until Dash runs where the page has a live chart."""
        self.page.goto(self.site + path)
        if app and self.page.locator("#live-chart").count():
            self.page.wait_for_selector("html.app-ready", timeout=20_000)
        return self.page

    @property
    def foreign(self) -> list[str]:
        """Requests that left the host."""
        return [address for address in self.requests if not address.startswith((self.site, "data:", "blob:"))]


@dataclass
class Visitor:
    """Opens tabs of any width and theme."""

    browser: Browser
    site: str
    contexts: list[BrowserContext] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)

    def __call__(self, width: int = 1280, theme: str = "light", **options: Any) -> Visit:
        context = self.browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme, **options)  # type: ignore[arg-type]
        self.contexts.append(context)
        page = context.new_page()
        visit = Visit(page, self.site)

        def note_request(request: Request) -> None:
            visit.requests.append(request.url)

        def note_console(message: ConsoleMessage) -> None:
            if visit.expected is None or visit.expected not in message.text:
                visit.complaints.append(f"{page.url}: {message.type}: {message.text}")

        page.on("request", note_request)
        page.on("console", note_console)
        page.on("pageerror", lambda error: visit.complaints.append(f"{page.url}: {error}"))
        self.visits.append(visit)
        return visit


@pytest.fixture
def visitor(chromium: Browser, site: str) -> Iterator[Visitor]:
    """Opens tabs; at the end, none may have complained or asked another host for anything."""
    visitor = Visitor(chromium, site)
    yield visitor
    for context in visitor.contexts:
        context.close()
    assert [complaint for visit in visitor.visits for complaint in visit.complaints] == []
    assert [address for visit in visitor.visits for address in visit.foreign] == []


@pytest.fixture(scope="session")
def folder_of_pictures() -> Path | None:
    """Where to keep screenshots to look at, named by ESEC_SCREENSHOTS; None to keep none."""
    named = os.environ.get("ESEC_SCREENSHOTS")
    if named is None:
        return None
    Path(named).mkdir(parents=True, exist_ok=True)
    return Path(named)
