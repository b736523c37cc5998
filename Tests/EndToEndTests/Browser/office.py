"""Drives an office's pages. Arguments: scenario, address, folder, screenshots, the address of the
city's pages, and the report to hand in."""

import pathlib
import sys

from browser import PHONE, PROJECTOR, WIDE, Browser, check, tell

WORDS = "1300名"
YEAR = 2017
INDICATOR = f"/indicators/relief.winter.recipients?year={YEAR}"
PERSON = "统计员"
REASON = "原文笔误，已核对台账"


def settle(browser):
    browser.wait("the page is there", lambda: browser.run("return document.readyState") == "complete")


def hand_in(browser, report):
    """Uploads a report, and waits for its draft."""
    browser.open("/")
    browser.one("#file").send_keys(report)
    browser.one("form.hand-in button").click()
    browser.wait("the draft", lambda: "/drafts/" in browser.driver.current_url)
    settle(browser)


def line_of(browser, words):
    """The table's line of the figure with some words."""
    figure = browser.run(
        "return Array.from(document.querySelectorAll('#source .spot'))"
        ".find((s) => s.firstChild.textContent === arguments[0]"
        " || s.textContent.startsWith(arguments[0]))?.dataset.figure", words)
    return f"#f-{figure}"


def look(browser, name, path, before=None):
    """A page in both schemes and widths: no violation, no complaint, no sideways scrolling."""
    for size, label in [(WIDE, ""), (PHONE, "-360")]:
        for scheme in ["light", "dark"]:
            browser.scheme(scheme)
            browser.size(*size)
            browser.open(path)
            settle(browser)
            if before:
                before()
            violations = browser.violations()
            check(f"{name}{label}, {scheme}: axe-core finds nothing", not violations, violations)
            check(f"{name}{label}, {scheme}: no sideways scrolling", browser.overflow() <= 0,
                  browser.overflow())
            browser.shoot(f"office-{name}{label}-{scheme}", whole=size == PHONE)
    browser.scheme("light")
    browser.size(*PROJECTOR)
    browser.open(path)
    settle(browser)
    check(f"{name}: no sideways scrolling on a projector", browser.overflow() <= 0)
    browser.shoot(f"office-{name}-projector")
    browser.size(*WIDE)
    place, _, fragment = path.partition("#")
    browser.open(place + ("&" if "?" in place else "?") + "lang=en#" + fragment)
    settle(browser)
    violations = browser.violations()
    check(f"{name}, English: axe-core finds nothing", not violations, violations)
    browser.shoot(f"office-{name}-english")
    browser.open("/?lang=zh")
    complaints = browser.complaints()
    check(f"{name}: the browser complains of nothing", not complaints, complaints)


def looks(browser, city, report):
    browser.open("/")
    settle(browser)
    look(browser, "empty", "/")
    hand_in(browser, report)
    draft = browser.driver.current_url.removeprefix(browser.address).split("#")[0]
    figure = line_of(browser, WORDS).removeprefix("#f-")
    look(browser, "draft", draft)
    look(browser, "form", f"{draft}?edit={figure}#f-{figure}")
    look(browser, "uncoded", f"{draft}?show=uncoded")
    browser.open(draft)
    correct(browser, WORDS, "1350名")
    browser.open(draft)
    browser.one("#send").screenshot(str(browser.screenshots / "office-send.png"))
    browser.one("#send form[action$=publish] button").click()
    browser.wait("the report's page", lambda: "/reports/" in browser.driver.current_url)
    path = browser.driver.current_url.removeprefix(browser.address)
    wait_for_city(browser)
    look(browser, "report", path)
    hand_in(browser, report)
    look(browser, "home", "/")
    browser.open("/")
    sheets = browser.print("office-print")
    check("The first page prints", len(sheets) >= 1, sheets)


def correct(browser, words, value):
    """Corrects a figure by the form that opens in its place."""
    line = line_of(browser, words)
    browser.one(f"{line} a[data-open]").click()
    browser.wait("the form", lambda: browser.all("#c-value"))
    for field, text in [("#c-value", value), ("#c-author", PERSON), ("#c-reason", REASON)]:
        browser.one(field).clear()
        browser.one(field).send_keys(text)
    browser.one("#edit .actions .btn-primary").click()
    browser.wait("the correction", lambda: not browser.all("#edit")
                 and "已更正" in browser.text(line_of(browser, words)))


def wait_for_city(browser):
    """The page itself learns that the city has the report."""
    browser.wait("the city has it", lambda: "市里已收到" in browser.text("#arrival"))


def use(browser, city, report):
    """Upload, check, fix a value with a reason, publish; the city has it and tells who and why."""
    hand_in(browser, report)
    spots = browser.all("#source .spot")
    lines = browser.all("#check tr.line")
    check("Every figure is marked in the text and has its line", len(spots) >= 20
          and len(lines) >= len(spots), (len(spots), len(lines)))
    line = line_of(browser, WORDS)
    figure = line.removeprefix("#f-")

    # Words and lines find each other.
    browser.run("arguments[0].dispatchEvent(new MouseEvent('mouseover', {bubbles: true}))",
                browser.one(f"{line} .value"))
    check("A line under the pointer marks its words",
          "is-synced" in browser.one(f"#w-{figure}").get_attribute("class"))
    check("The marked words are in sight", in_sight(browser, f"#w-{figure}", "#source"))
    browser.one(f"#w-{figure}").click()
    check("Marked words lead to their line", browser.run(
        "return document.querySelector(':target')?.id") == line[1:])

    # An error stands at its form; what was typed stays.
    browser.run("window.stays = true")
    browser.one(f"{line} a[data-open]").click()
    browser.wait("the form", lambda: browser.all("#c-value"))
    check("The form opens without loading the page", browser.run("return window.stays") is True)
    check("The form has the focus", browser.run("return document.activeElement.id") == "c-value")
    browser.one("#c-find").send_keys("swn")
    names = [option.text for option in browser.all("#c-indicator option")]
    check("Initials of pinyin find indicators", names and any("送温暖" in name for name in names)
          and len(names) < 20, names)
    browser.one("#c-find").clear()
    browser.run("document.getElementById('c-find').dispatchEvent(new Event('input'))")
    browser.run("document.getElementById('c-indicator').value = 'relief.winter.recipients'")
    browser.one("#c-value").clear()
    browser.one("#c-value").send_keys("很多")
    browser.one("#c-author").send_keys(PERSON)
    browser.one("#c-reason").send_keys(REASON)
    browser.one("#edit .actions .btn-primary").click()
    browser.wait("the error", lambda: browser.all("#edit [role=alert]"))
    check("What was typed stays", browser.one("#c-value").get_attribute("value") == "很多"
          and browser.one("#c-reason").get_attribute("value") == REASON)
    check("The error is in sight", in_sight(browser, "#edit [role=alert]"))
    for scheme in ["light", "dark"]:
        browser.scheme(scheme)
        violations = browser.violations()
        check(f"A form with an error, {scheme}: axe-core finds nothing", not violations, violations)
        browser.shoot(f"office-error-{scheme}")
    browser.scheme("light")
    browser.one("#c-value").clear()
    browser.one("#c-value").send_keys("1350名")
    browser.one("#edit .actions .btn-primary").click()
    browser.wait("the correction", lambda: "已更正" in browser.text(line_of(browser, WORDS)))
    told = browser.text(line_of(browser, WORDS))
    check("The line tells what was read, by whom it was corrected, and why",
          PERSON in told and REASON in told and "1,300" in told and "1,350" in told, told)
    browser.shoot("office-corrected")
    browser.one("#check a[data-open]").click()
    browser.wait("another form", lambda: browser.all("#c-author"))
    check("The name is remembered", browser.one("#c-author").get_attribute("value") == PERSON)

    # What will be sent, and publishing.
    sent = browser.text("#send")
    check("What will be sent is told", "新增" in sent, sent)
    browser.one("#send form[action$=publish] button").click()
    browser.wait("the report's page", lambda: "/reports/" in browser.driver.current_url)
    check("The page confirms", "已发布" in browser.text("[role=status]"))
    wait_for_city(browser)
    browser.shoot("office-published")
    history = browser.text("#corrections")
    check("The record names who and why", PERSON in history and REASON in history, history)

    at_the_city(browser, city)

    # Corrections survive the next revision, where the sentence is still there.
    text = pathlib.Path(report).read_text(encoding="utf-8")
    revised = pathlib.Path(report).with_name("第二稿.txt")
    revised.write_text(text + "\n全年举办职工运动会3场次。\n", encoding="utf-8")
    hand_in(browser, str(revised))
    told = browser.text(line_of(browser, WORDS))
    check("A correction survives the next revision", PERSON in told and "1,350" in told, told)
    check("Only what is new will be sent", "更正 0 个" in browser.text("#send"),
          browser.text("#send"))

    # The rest of what a person may do: drop, and back to as read.
    line = line_of(browser, WORDS)
    browser.one(f"{line} a[data-open]").click()
    browser.wait("the form", lambda: browser.all("#c-value"))
    browser.one("#c-reason").send_keys("转载的数字")
    browser.one("#edit button[value=drop]").click()
    browser.wait("it is dropped", lambda: "已删除" in browser.text(line_of(browser, WORDS)))
    check("A dropped figure will be withdrawn", "撤回 1 个" in browser.text("#send"))
    browser.shoot("office-dropped")
    browser.one(f"{line_of(browser, WORDS)} a[data-open]").click()
    browser.wait("the form", lambda: browser.all("#c-value"))
    browser.one("#c-reason").send_keys("又核对过")
    browser.one("#edit button[value=restore]").click()
    browser.wait("it is back", lambda: "已删除" not in browser.text(line_of(browser, WORDS)))
    browser.one(".discard summary").click()
    browser.one(".discard button").click()
    browser.wait("the first page", lambda: browser.all("#reports"))
    check("A discarded draft is gone", not browser.all("#drafts"))


def in_sight(browser, selector, frame=None):
    return browser.run(
        "const r = document.querySelector(arguments[0]).getBoundingClientRect();"
        "const f = arguments[1] ? document.querySelector(arguments[1]).getBoundingClientRect()"
        " : {top: 0, bottom: innerHeight};"
        "return r.top >= f.top && r.bottom <= f.bottom", selector, frame)


def at_the_city(browser, city):
    office = browser.address
    browser.address = city
    browser.open(INDICATOR)
    settle(browser)
    told = browser.wait("the city has the corrected figure", lambda: (
        lambda text: "1,350" in text and text)(browser.text("#figures")))
    check("The city shows the corrected figure with who and why", PERSON in told and REASON in told
          and "1,300" in told, told)
    violations = browser.violations()
    check("The city's indicator: axe-core finds nothing", not violations, violations)
    browser.one("#figures").screenshot(str(browser.screenshots / "city-corrected.png"))
    browser.open(f"/reports/220821/{YEAR}/annual")
    check("The city's page of the report tells it, too", PERSON in browser.text("#report"))
    browser.open("/changes")
    for each in browser.all("details summary"):
        each.click()
    check("So do the changes", REASON in browser.text("#changes"), browser.text("#changes"))
    browser.address = office


def keyboard(browser, city, report):
    """The whole way without a pointer."""
    text = pathlib.Path(report).read_text(encoding="utf-8")
    browser.open("/")
    focused = "return document.activeElement.matches(arguments[0])"

    def reach(selector, key="TAB", limit=400):
        for _ in range(limit):
            if browser.run(focused, selector):
                return True
            browser.press(key)
        check(f"The keyboard reaches {selector}", False, browser.driver.current_url)
        return False

    browser.press("TAB")
    check("The first stop skips to the content", browser.run(focused, "a.skip"))
    browser.press("ENTER")
    reach("#text")
    browser.command("Input.insertText", text=text)
    reach("form.hand-in button")
    browser.press("ENTER")
    browser.wait("the draft", lambda: "/drafts/" in browser.driver.current_url)
    settle(browser)
    check("A pasted text is named by its first line", "镇赉" in browser.text(".page-head"),
          browser.text(".page-head"))
    line = line_of(browser, WORDS)
    reach("#check a.value")
    reach(f"{line} a.value", key="ARROW_DOWN")
    check("Arrows walk down the table, and the words follow", in_sight(
        browser, f"#w-{line.removeprefix('#f-')}", "#source"))
    check("Where the keyboard stands can be seen", browser.run(
        "const s = getComputedStyle(document.activeElement);"
        "return s.outlineStyle === 'solid' && parseFloat(s.outlineWidth) >= 2"))
    reach(f"{line} a[data-open]")
    browser.press("ENTER")
    browser.wait("the form", lambda: browser.run(focused, "#c-value"))
    browser.run("document.activeElement.select()")
    browser.command("Input.insertText", text="1350名")
    reach("#c-author")
    browser.command("Input.insertText", text=PERSON)
    reach("#c-reason")
    browser.command("Input.insertText", text=REASON)
    browser.press("ENTER")
    browser.wait("the correction", lambda: "已更正" in browser.text(line_of(browser, WORDS)))
    check("Enter in a field saves the correction", True)
    reach("#send form[action$=publish] button")
    browser.press("ENTER")
    browser.wait("the report's page", lambda: "/reports/" in browser.driver.current_url)
    wait_for_city(browser)
    check("A report is handed in, corrected and published by keyboard alone", True)


def plain(browser, city, report):
    """The whole way without scripts."""
    browser.scripts(False)
    hand_in(browser, report)
    browser.shoot("office-draft-without-scripts")
    line = browser.driver.find_element(
        "xpath", f"//a[contains(@class,'spot')][starts-with(normalize-space(text()),'{WORDS}')]")
    line.click()
    figure = browser.driver.current_url.split("#f-")[1]
    browser.one(f"#f-{figure} a[data-open]").click()
    check("Without scripts the form opens", browser.all("#c-value"))
    whole = len(browser.all("#c-indicator option"))
    browser.one("#c-find").send_keys("swn")
    browser.one("#edit button[value=find]").click()
    some = len(browser.all("#c-indicator option"))
    check("Without scripts indicators are found", 0 < some < whole, (some, whole))
    for field, text in [("#c-value", "1350名"), ("#c-author", PERSON), ("#c-reason", REASON)]:
        browser.one(field).clear()
        browser.one(field).send_keys(text)
    browser.shoot("office-form-without-scripts")
    browser.one("#edit .actions .btn-primary").click()
    check("Without scripts a figure is corrected", "已更正" in browser.text(f"#f-{figure}"))
    browser.one("#send form[action$=publish] button").click()
    check("Without scripts a report is published", "已发布" in browser.text("[role=status]"))

    def refreshed():
        browser.one("#arrival .refresh a").click()
        return "市里已收到" in browser.text("#arrival")

    browser.wait("a plain link tells that the city has it", refreshed)
    check("Without scripts a link tells whether the city has it", True)


def main():
    scenario, address, folder, screenshots, *rest = sys.argv[1:]
    scenarios = {"looks": looks, "use": use, "keyboard": keyboard, "plain": plain}
    with Browser(address, folder, screenshots) as browser:
        scenarios[scenario](browser, *rest)
    tell(event="done")


main()
