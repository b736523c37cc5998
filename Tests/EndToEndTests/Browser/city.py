"""Drives the city's pages. Arguments: scenario, address, folder, screenshots, and for `live` the
report to drop, the inbox to drop it into, and the id of the total that moves."""

import os
import sys
import time
import urllib.parse

from browser import PHONE, PROJECTOR, WIDE, Browser, check, tell
from proxy import Proxy

INDICATOR = "relief.winter.recipients"
# In points, as Chromium rounds 297 by 210 mm.
A4_ACROSS = (842, 595)
ROW = "row-relief.winter.recipients-_E4_BA_BA"
YEAR = 2017
REPORT = "/reports/220821/2017/annual"
PAGES = {
    "overview": f"/?year={YEAR}",
    "search": f"/?year={YEAR}&q=swn",
    "indicator": f"/indicators/{INDICATOR}?year={YEAR}",
    "rate": f"/indicators/org.membership_rate?year={YEAR}",
    "area": f"/areas/220821?year={YEAR}",
    "offices": f"/offices?year={YEAR}",
    "findings": f"/findings?year={YEAR}",
    "report": REPORT,
    "changes": "/changes",
}


def looks(browser):
    """Every page in both schemes and widths: no violation, no complaint, no sideways scrolling."""
    browser.open(PAGES["overview"])
    browser.run("document.documentElement.removeAttribute('lang')")
    planted = [violation[0] for violation in browser.violations()]
    check("axe-core finds what is planted", planted == ["html-has-lang"], planted)
    for name, path in PAGES.items():
        for scheme in ["light", "dark"]:
            browser.scheme(scheme)
            browser.size(*WIDE)
            browser.open(path)
            settle(browser)
            violations = browser.violations()
            check(f"{name}, {scheme}: axe-core finds nothing", not violations, violations)
            if scheme == "light" or name in ["overview", "indicator"]:
                browser.shoot(f"{name}-{scheme}", whole=name not in ["overview", "search"])
        browser.scheme("light")
        browser.size(*PHONE)
        browser.open(path)
        settle(browser)
        check(f"{name}: no sideways scrolling at 360 px", browser.overflow() <= 0, browser.overflow())
        violations = browser.violations()
        check(f"{name}, 360 px: axe-core finds nothing", not violations, violations)
        browser.shoot(f"{name}-360", whole=name not in ["overview"])
        complaints = browser.complaints()
        check(f"{name}: the browser complains of nothing", not complaints, complaints)
    charts(browser)
    browser.size(*PROJECTOR)
    browser.open(PAGES["overview"])
    settle(browser)
    check("overview: no sideways scrolling on a projector", browser.overflow() <= 0)
    browser.shoot("overview-projector")
    browser.size(*WIDE)
    for name in ["overview", "indicator"]:
        browser.open(PAGES[name])
        settle(browser)
        sheets = browser.print(f"{name}-print")
        check(f"{name}: it prints on a few sheets of A4, across",
              1 <= len(sheets) <= 6 and set(sheets) == {A4_ACROSS}, sheets)
    browser.open(PAGES["overview"] + "&lang=en")
    settle(browser)
    violations = browser.violations()
    check("overview, English: axe-core finds nothing", not violations, violations)
    browser.shoot("overview-english")


def charts(browser):
    """Offices, years, and offices over the years are drawn, with names for a screen reader."""
    browser.size(*WIDE)
    browser.open(PAGES["indicator"])
    settle(browser)
    drawn = browser.run(
        "return Array.from(document.querySelectorAll('.chart canvas')).map((canvas) => {"
        " const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;"
        " return [canvas.closest('.chart').dataset.chart, canvas.getAttribute('aria-label') !== '',"
        "  pixels.some((value) => value !== 0)]; })")
    check("Offices, years, offices over the years and the history are drawn", drawn == [
        ["ranking", True, True], ["trend", True, True], ["trend", True, True],
        ["history", True, True]], drawn)
    years = browser.run(
        "return Chart.getChart(document.querySelectorAll('[data-chart=trend] canvas')[0]).data")
    # The reports are of 2014, 2016 and 2017.
    check("A year that nobody has figures of has its place and no value",
          years["labels"] == ["2014", "2015", "2016", "2017"]
          and years["datasets"][0]["data"][1] is None, years)
    browser.open("/offices?year=2017")
    check("A deadline tells who is late", "迟报" in browser.text("#offices"), browser.text("#offices"))
    check("And who has not reported at all", "逾期" in browser.text("#office-220881"))
    browser.open("/changes")
    moved = browser.one("#moves details")
    if moved.get_attribute("open") is None:
        browser.one("#moves summary").click()
    check("The changes tell the totals that have moved", len(browser.all("#moves tbody tr")) > 20)
    violations = browser.violations()
    check("moved totals: axe-core finds nothing", not violations, violations)
    browser.shoot("changes-moves")


def settle(browser):
    browser.wait("the page is there", lambda: browser.run("return document.readyState") == "complete")


def use(browser):
    """Drill-down, search, language, keyboard, and the pages without scripts."""
    browser.open(PAGES["overview"])
    browser.one(f"#{css(ROW)} td.office a").click()
    browser.wait("the indicator's page", lambda: INDICATOR in browser.driver.current_url)
    check("A figure leads to its office's place on the indicator's page", "#area-" in
          browser.driver.current_url, browser.driver.current_url)
    place = browser.driver.current_url.split("#")[1]
    quoted = browser.text(f"#{place} blockquote mark")
    browser.one(f"#{place} .entries a[href^='/reports/']").click()
    browser.wait("the report's page", lambda: "/reports/" in browser.driver.current_url)
    anchor = urllib.parse.unquote(browser.driver.current_url.split("#")[1])
    marked = browser.run("return document.getElementById(arguments[0])?.closest('mark')?.textContent", anchor)
    check("The way down from a total ends at the very words", marked == quoted, (marked, quoted))
    check("The words are in sight", browser.run(
        "const r = document.getElementById(arguments[0]).closest('mark').getBoundingClientRect();"
        "return r.top >= 0 && r.bottom <= innerHeight", anchor))
    check("The words stand out from the other figures", browser.run(
        "return getComputedStyle(document.getElementById(arguments[0]).closest('mark')).outlineStyle",
        anchor) == "solid")
    browser.shoot("drill-down")

    browser.open(PAGES["overview"])
    count = len(browser.all("tr[data-search]"))
    browser.one("#q").send_keys("swnwwrs")
    shown = browser.wait("the matrix narrows", lambda: [
        row for row in browser.all("tr[data-search]") if row.is_displayed()])
    browser.wait("one line is left", lambda: len(
        [row for row in browser.all("tr[data-search]") if row.is_displayed()]) < count)
    names = [row.text for row in browser.all("tr[data-search]") if row.is_displayed()]
    check("Initials of pinyin find the indicator while one types",
          names and all("温暖慰问人数" in name for name in names), names)

    browser.open(PAGES["overview"])
    browser.one("a.language").click()
    browser.wait("the page is English",
                 lambda: browser.run("return document.documentElement.lang") == "en")
    browser.open(PAGES["offices"])
    check("The language is remembered", browser.run("return document.documentElement.lang") == "en")
    browser.one("a.language").click()
    browser.wait("the page is Chinese",
                 lambda: browser.run("return document.documentElement.lang") == "zh-CN")

    keyboard(browser)
    without_scripts(browser)


def keyboard(browser):
    browser.open(PAGES["overview"])
    browser.press("TAB")
    focused = "return document.activeElement.matches(arguments[0])"
    check("The first stop of the keyboard skips to the content", browser.run(focused, "a.skip"))
    check("It can be seen there", browser.run(
        "const r = document.activeElement.getBoundingClientRect(); return r.width > 10 && r.height > 10"))
    browser.press("ENTER")
    check("It leads to the content", browser.run("return location.hash") == "#main")
    for _ in range(40):
        browser.press("TAB")
        if browser.run(focused, "tr[data-search] th a"):
            break
    check("The keyboard reaches the indicators", browser.run(focused, "tr[data-search] th a"))
    check("Where it stands can be seen", browser.run(
        "const s = getComputedStyle(document.activeElement);"
        "return s.outlineStyle === 'solid' && parseFloat(s.outlineWidth) >= 2"))
    browser.press("ENTER")
    browser.wait("an indicator's page", lambda: "/indicators/" in browser.driver.current_url)
    check("Enter opens an indicator", True)


def without_scripts(browser):
    browser.scripts(False)
    try:
        browser.open(PAGES["overview"])
        rows = len(browser.all("tr[data-search]"))
        check("Without scripts the matrix is whole", rows > 20, rows)
        browser.open(PAGES["search"])
        shown = [row for row in browser.all("tr[data-search]") if row.is_displayed()]
        check("Without scripts the search works", 0 < len(shown) < rows, len(shown))
        browser.open(PAGES["indicator"])
        check("Without scripts an indicator's figures can be read",
              len(browser.all("#figures blockquote mark")) >= 2)
        browser.shoot("indicator-without-scripts", whole=True)
    finally:
        browser.scripts(True)


def drop(report, inbox):
    """Drops a report as a file that was written long ago, since the node waits until fresh ones rest,
    and gives the moment."""
    draft = inbox.rstrip("/") + ".draft"
    with open(report, "rb") as source, open(draft, "wb") as target:
        target.write(source.read())
    os.utime(draft, (1, 1))
    dropped_ms = time.time() * 1000
    os.rename(draft, f"{inbox}/report.txt")
    return dropped_ms


def live(browser, report, inbox):
    """An open page moves when a report arrives: by how much later is measured, not judged."""
    browser.scheme("light", stills=False)
    browser.open(PAGES["overview"])
    browser.wait("the page is live", lambda: browser.run(
        "const s = document.getElementById('live-state'); return !s.hidden && !s.matches('.is-lost')"))
    before = browser.text(f"#{css(ROW)}-sum a")
    browser.run(
        "window.stays = true; window.moved = null; const cell = document.getElementById(arguments[0]);"
        "new MutationObserver(() => { window.moved ??= Date.now(); })"
        ".observe(document.getElementById('matrix'),"
        " {subtree: true, childList: true, characterData: true});", ROW + "-sum")
    dropped_ms = drop(report, inbox)
    browser.wait("a number moves", lambda: browser.run("return window.moved") is not None)
    tell(event="measured", name="from dropping a report to the number moving on the open page",
         ms=round(browser.run("return window.moved") - dropped_ms))
    after = browser.wait("the total moves", lambda: (
        lambda text: text != before and text)(browser.text(f"#{css(ROW)}-sum a")))
    check("The total moves on the open page", after != before, (before, after))
    check("The page was not loaded anew", browser.run("return window.stays") is True)
    browser.wait("the change is announced", lambda: browser.run(
        "return document.getElementById('announce').textContent") != "")
    check("The change is announced to a screen reader", True)
    browser.shoot("live-change")


def behind_proxy(browser, report, inbox):
    """A page that a proxy has refused the stream goes on by itself when the daemon is there again."""
    proxy = Proxy(browser.address)
    browser.address = proxy.address
    browser.open(PAGES["overview"])
    live = ("const s = document.getElementById('live-state');"
            "return !s.hidden && s.matches('.is-lost') === arguments[0]")
    browser.wait("the page is live", lambda: browser.run(live, False))
    before = browser.text(f"#{css(ROW)}-sum a")
    browser.run("window.stays = true")
    proxy.lose()
    browser.wait("the page says that it is cut off", lambda: browser.run(live, True))
    browser.wait("the browser is refused", lambda: proxy.refused > 0)
    drop(report, inbox)
    proxy.find()
    after = browser.wait("what came meanwhile is shown", lambda: (
        lambda text: text != before and text)(browser.text(f"#{css(ROW)}-sum a")))
    check("A page goes on by itself after a proxy's refusal", after != before, (before, after))
    check("It was not loaded anew", browser.run("return window.stays") is True)
    check("It is live again", browser.run(live, False))


def review(browser, report, inbox):
    """A figure is confirmed, with an error in place first; then its office changes it."""
    browser.scheme("light")
    browser.open(PAGES["indicator"])
    browser.one("#area-220821 details summary").click()
    form = "#area-220821 details form"
    browser.one(f"{form} input[name=person]").send_keys("统计科")
    browser.run("document.querySelector(arguments[0]).noValidate = true", form)
    browser.one(f"{form} button").click()
    browser.wait("the error", lambda: browser.all("#area-220821 [role=alert]"))
    check("An error stands at its form", browser.one("#area-220821 [role=alert]").is_displayed())
    check("What was written is still there",
          browser.one(f"{form} input[name=person]").get_attribute("value") == "统计科")
    check("The form is in sight", browser.run(
        "const r = document.querySelector(arguments[0]).getBoundingClientRect();"
        "return r.top >= 0 && r.bottom <= innerHeight", form))
    browser.shoot("review-error")
    browser.one(f"{form} input[name=reason]").send_keys("已核对原文")
    browser.one(f"{form} button").click()
    browser.wait("the figure is confirmed", lambda: browser.all("#area-220821 .mark.good"))
    check("A confirmed figure says by whom and why", "统计科" in browser.text("#area-220821")
          and "已核对原文" in browser.text("#area-220821"), browser.text("#area-220821"))
    browser.shoot("review-done")
    drop(report, inbox)
    browser.wait("the change after the review shows on the open page",
                 lambda: browser.all("#area-220821 .was"))
    quotes = [quote.text for quote in browser.all("#area-220821 blockquote mark")]
    check("Old and new stand there with their words", quotes == ["1300名", "1350名"], quotes)
    browser.open(PAGES["findings"])
    found = browser.text("#findings")
    check("The change is a finding to look at", "复核后有变化" in found, found)
    for scheme in ["light", "dark"]:
        browser.scheme(scheme)
        browser.open(PAGES["findings"])
        violations = browser.violations()
        check(f"findings after a review, {scheme}: axe-core finds nothing", not violations, violations)
    browser.shoot("findings-after-review-dark")


def css(text):
    return text.replace(".", "\\.")


def main():
    scenario, address, folder, screenshots, *rest = sys.argv[1:]
    with Browser(address, folder, screenshots) as browser:
        {"looks": looks, "use": use, "live": live, "review": review,
         "behind_proxy": behind_proxy}[scenario](browser, *rest)
    tell(event="done")


main()
