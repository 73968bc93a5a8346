"""Take the pictures of docs/images from a report: pictures.py …/report/index.html.

They are those of `make demo`. Each is the top of the page, in 256 colours: small files.
"""

import base64
import sys
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from chromium import started_browser
from PIL import Image
from selenium import webdriver

IMAGES = Path(__file__).parents[2] / "docs" / "images"
PICTURES = {
    "report-wide-light.png": (1280, 1200, "light"),
    "report-narrow-dark.png": (400, 1460, "dark"),
}
"""File -> width and height in pixels, theme."""


def taken(driver: webdriver.Chrome, page: Path, width: int, height: int, theme: str) -> bytes:
    """Return the top of a page as PNG."""
    metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    features = [{"name": "prefers-color-scheme", "value": theme}]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    driver.get(page.resolve().as_uri())
    clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
    shot = driver.execute_cdp_cmd(
        "Page.captureScreenshot", {"captureBeyondViewport": True, "clip": clip}
    )
    return base64.b64decode(shot["data"])


def main(page: Path) -> None:
    """Take every picture."""
    with TemporaryDirectory() as profile:
        driver = started_browser(Path(profile))
        try:
            for name, (width, height, theme) in PICTURES.items():
                picture = Image.open(BytesIO(taken(driver, page, width, height, theme)))
                # Not the median cut: it would mix rare colours, which are those of the figures.
                small = picture.convert("RGB").quantize(method=Image.Quantize.MAXCOVERAGE)
                small.save(IMAGES / name, optimize=True)
                print(f"{IMAGES / name}: {(IMAGES / name).stat().st_size / 1000:.0f} kB")
        finally:
            driver.quit()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
