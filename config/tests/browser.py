"""Browser tests: Debian's chromium driven by Playwright against the live server.

A test asks for the fixture `visitor` and is marked `browser` by that alone (see conftest.py).
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import AbstractBaseUser
from django.urls import reverse
from playwright._impl._driver import compute_driver_executable
from playwright.sync_api import Page, Playwright

PASSWORD = "correct-horse-7"  # the cast's, see conftest.py
WIDTHS = {1440: 900, 1024: 768, 390: 844}
EXECUTABLES = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")


def find_chromium() -> str | None:
    """Path of the browser: CHROMIUM where it is set, else the first one on the PATH."""
    named = os.environ.get("CHROMIUM")
    return named or next((path for name in EXECUTABLES if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the browser, once it is known that Playwright's own program runs here too."""
    path = find_chromium()
    if path is None:
        pytest.skip("没有找到 chromium：浏览器测试未运行（Debian：apt-get install chromium）")
    node, _script = compute_driver_executable()
    tried = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    if tried.returncode:
        pytest.skip(f"Playwright 无法启动：{tried.stderr.strip()}（Debian：apt-get install libatomic1）")
    return path


@pytest.fixture(scope="session")
def playwright(chromium: str, playwright: Playwright) -> Playwright:
    """Not started before there is a browser."""
    return playwright


@pytest.fixture(scope="session")
def browser_type_launch_args(chromium: str, browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    # the sandbox refuses root; the tests only ever open our own pages
    arguments = ["--no-sandbox"] if is_root else []
    return browser_type_launch_args | {"executable_path": chromium, "args": arguments}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return browser_context_args | {
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "viewport": {"width": 1440, "height": 900},
        "reduced_motion": "reduce",
    }


class Visitor:
    """A person at a browser. `page` is Playwright's page; `complaints` gathers script errors and
    breaches of the content security policy, and a test that ends with any of them fails."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.complaints: list[str] = []
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._listen)

    def _listen(self, message: Any) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            self.complaints.append(message.text)

    def open(self, path: str) -> Page:
        """Open a path of the application, for example `visitor.open(reverse("home"))`."""
        self.page.goto(self.address + path)
        return self.page

    def sign_in(self, user: AbstractBaseUser) -> Page:
        """Sign in through the form, as a person does."""
        self.open(reverse("login"))
        self.page.locator("input[name=username]").fill(user.get_username())
        self.page.locator("input[name=password]").fill(PASSWORD)
        with self.page.expect_navigation():
            self.page.locator("input[name=password]").press("Enter")
        assert not self.page.url.startswith(self.address + reverse("login")), "could not sign in"
        return self.page

    def axe(self) -> None:
        """Fail on any serious or critical accessibility violation of the page as it stands."""
        found = Axe().run(self.page).response["violations"]
        grave = [
            f"{rule['id']} ({rule['impact']}): {rule['help']}\n"
            + "\n".join(f"    {node['target']} {node['html'][:200]}" for node in rule["nodes"][:5])
            for rule in found
            if rule["impact"] in ("serious", "critical")
        ]
        assert not grave, f"{self.page.url}\n" + "\n".join(grave)

    def screenshot(self, name: str, *, full_page: bool = False) -> None:
        """Save NAME-1440.png, NAME-1024.png, NAME-390.png where SCREENSHOTS names a folder."""
        folder = os.environ.get("SCREENSHOTS")
        if not folder:
            return
        Path(folder).mkdir(parents=True, exist_ok=True)
        for width, height in WIDTHS.items():
            self.page.set_viewport_size({"width": width, "height": height})
            self.page.screenshot(path=str(Path(folder) / f"{name}-{width}.png"), full_page=full_page)
        self.page.set_viewport_size({"width": 1440, "height": 900})

    def assert_no_sideways_scroll(self) -> None:
        """The page as a whole never scrolls sideways at any of the three widths (a table in its
        own scrolling frame may)."""
        for width, height in WIDTHS.items():
            self.page.set_viewport_size({"width": width, "height": height})
            wide = self.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{self.page.url} is {wide} px wide in a window of {width} px"
        self.page.set_viewport_size({"width": 1440, "height": 900})


@pytest.fixture
def visitor(page: Page, live_server: Any) -> Iterator[Visitor]:
    person = Visitor(page, live_server.url)
    yield person
    assert not person.complaints, person.complaints
