"""A headless Chromium and a local server that sends the header of Argo's artifact viewer."""

import json
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from chromium import started_browser
from selenium import webdriver

POLICY = (
    "sandbox allow-same-origin; default-src 'none'; img-src 'self'; "
    "style-src 'self' 'unsafe-inline'"
)
FRAME = (
    "<!DOCTYPE html><link rel=icon href='data:,'>"
    "<style>body{margin:0}iframe{border:0;width:100%;height:100vh}</style>"
)


class Viewer(SimpleHTTPRequestHandler):
    """Serves a folder: reports under the viewer's policy, and frame.html, which holds one."""

    asked: list[str]

    def __init__(self, *arguments: object, asked: list[str], **options: object) -> None:
        self.asked = asked
        super().__init__(*arguments, **options)

    def do_GET(self) -> None:
        """Note what was asked for, and answer."""
        self.asked.append(self.path)
        del self.headers["If-Modified-Since"]
        super().do_GET()

    def end_headers(self) -> None:
        """Send the policy with everything but the frame; let nothing be shown from a cache."""
        self.send_header("Cache-Control", "no-store")
        if not self.path.startswith("/frame"):
            self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Page:
    """One report in a browser. It may run no script itself: the page around it measures it."""

    def __init__(self, driver: webdriver.Chrome, address: str, folder: Path, asked: list[str]):
        self._driver = driver
        self._address = address
        self._folder = folder
        self.asked = asked

    def open(self, html: str, width: int, theme: str) -> None:
        """Show `html` at a width and in a colour theme."""
        (self._folder / "index.html").write_text(html, encoding="utf-8")
        (self._folder / "frame.html").write_text(
            f'{FRAME}<iframe src="/index.html"></iframe>', encoding="utf-8"
        )
        self._driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False},
        )
        self._driver.execute_cdp_cmd(
            "Emulation.setEmulatedMedia",
            {"features": [{"name": "prefers-color-scheme", "value": theme}]},
        )
        self._driver.get_log("browser")
        self.asked.clear()
        self._driver.get(f"{self._address}/frame.html")

    def measure(self, script: str) -> object:
        """Return what `script` returns; in it `page` is the report's document."""
        found = f"const page = document.querySelector('iframe').contentDocument; {script}"
        return self._driver.execute_script(found)

    def complaints(self) -> list[str]:
        """Return what the browser logged while the page was open."""
        return [json.dumps(entry) for entry in self._driver.get_log("browser")]


@pytest.fixture(scope="session")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """Start Chromium once for the session."""
    started = started_browser(tmp_path_factory.mktemp("chromium"))
    if started is None:
        pytest.skip("NO BROWSER: install chromium and chromium-driver to test the report in one")
    yield started
    started.quit()


@pytest.fixture(scope="session")
def page(driver: webdriver.Chrome, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Serve a folder, and return the page that shows it."""
    folder = tmp_path_factory.mktemp("report")
    asked: list[str] = []
    handler = partial(Viewer, directory=str(folder), asked=asked)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield Page(driver, f"http://127.0.0.1:{server.server_port}", folder, asked)
        server.shutdown()
        thread.join()
