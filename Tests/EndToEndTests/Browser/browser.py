"""A headless Chromium as the tests of the pages use it, and how they tell what they saw."""

import base64
import importlib.util
import json
import os
import pathlib
import re
import time

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

PATIENCE_SECONDS = 30
WIDE = (1440, 900)
PHONE = (360, 800)
PROJECTOR = (1920, 1080)

_axe = pathlib.Path(importlib.util.find_spec("axe_playwright_python").origin).with_name("axe.min.js")


def tell(**what):
    print(json.dumps(what, ensure_ascii=False), flush=True)


def check(name, ok, detail=""):
    """Tells whether something was as it should be; the test in Swift judges."""
    tell(event="checked", name=name, ok=bool(ok), detail="" if ok else str(detail)[:2000])


class Browser:
    """One window, which forgets everything when it closes."""

    def __init__(self, address, folder, screenshots):
        options = Options()
        options.binary_location = "/usr/bin/chromium"
        for argument in [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            "--hide-scrollbars", "--lang=zh-CN", "--no-first-run", "--disable-background-networking",
            f"--user-data-dir={folder}/profile",
        ]:
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.address = address
        self.screenshots = pathlib.Path(screenshots)
        self.screenshots.mkdir(parents=True, exist_ok=True)
        self.driver = webdriver.Chrome(
            options=options,
            service=Service("/usr/bin/chromedriver", env={**os.environ, "HOME": folder}))
        self.size(*WIDE)
        self.scheme("light")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.driver.quit()

    def command(self, name, **arguments):
        return self.driver.execute_cdp_cmd(name, arguments)

    def size(self, width, height):
        self.command(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
            mobile=False)

    def scheme(self, scheme, stills=True):
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        if stills:
            features.append({"name": "prefers-reduced-motion", "value": "reduce"})
        self.command("Emulation.setEmulatedMedia", media="", features=features)

    def scripts(self, are_on):
        self.command("Emulation.setScriptExecutionDisabled", value=not are_on)

    def open(self, path):
        self.driver.get(self.address + path)
        return self

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def one(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def text(self, selector):
        return self.one(selector).text

    def press(self, *keys):
        for key in keys:
            webdriver.ActionChains(self.driver).send_keys(getattr(Keys, key, key)).perform()

    def wait(self, what, condition):
        """Waits for a state, far longer than it should take."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            try:
                found = condition()
                if found:
                    return found
            except Exception:  # the page may be changing under us
                pass
            time.sleep(0.02)
        raise AssertionError(f"waited {PATIENCE_SECONDS} s in vain until {what}")

    def shoot(self, name, whole=False):
        picture = self.command("Page.captureScreenshot", captureBeyondViewport=whole)["data"]
        (self.screenshots / f"{name}.png").write_bytes(base64.b64decode(picture))

    def print(self, name):
        """Prints the page, and gives the width and height of each sheet in points."""
        pdf = base64.b64decode(
            self.command("Page.printToPDF", preferCSSPageSize=True, printBackground=True)["data"])
        (self.screenshots / f"{name}.pdf").write_bytes(pdf)
        boxes = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", pdf)
        return [(round(float(width)), round(float(height))) for width, height in boxes]

    def complaints(self):
        """What the browser itself complains about, such as a blocked script."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def overflow(self):
        """By how many pixels the page is wider than the window."""
        return self.run("return document.documentElement.scrollWidth - window.innerWidth")

    def violations(self):
        """What axe-core finds wrong: rule, impact and the first places."""
        self.run(_axe.read_text())
        found = self.driver.execute_async_script(
            "const done = arguments[arguments.length - 1];"
            "axe.run(document, {resultTypes: ['violations']}).then((r) => done(r.violations));")
        return [
            (each["id"], each["impact"], [
                (node["target"], node["any"][0]["message"] if node["any"] else "")
                for node in each["nodes"][:4]])
            for each in found]
