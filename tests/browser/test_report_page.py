"""The report pages in a real browser, opened from a file as a reader opens them."""

import shutil

import pytest

from grader.reports.html.document import student_page
from tests.reports import mathematics
from tests.reports.classroom import HOMEWORK, HOSTILE, student, write_class

CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ["ada", "bela", "chiara", "dmitri", "emil", "fatou", "gita", "hedy", "a&b=c+d e", HOSTILE, "عمر", "y" * 200]

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine's PATH"),
]


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


def written(path, names):
    with path.open("w", encoding="utf-8", newline="\n") as out:
        write_class(HOMEWORK, (student(name, at) for at, name in enumerate(names)), out)
    return path.as_uri()


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    return written(tmp_path_factory.mktemp("class") / "index.html", NAMES)


@pytest.fixture
def visit(browser):
    """Opens pages, and at the end demands that none of them complained or asked for the network."""
    contexts, complaints = [], []

    def open_page(url, width=1400, **settings):
        context = browser.new_context(viewport={"width": width, "height": 900}, **settings)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: request.url.startswith("file:") or complaints.append(request.url))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        page.goto(url)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def ids(page):
    return page.locator("#rows th").all_inner_texts()


def scores(page):
    return [float(text.split("/")[0]) for text in page.locator("#rows .score").all_inner_texts()]


def shown_student(page):
    page.locator("#fragment article").wait_for()
    return page.locator("#fragment h2").inner_text()


def test_the_table_shows_everyone_and_is_styled(visit, address):
    page = visit(address)
    assert page.locator("#rows tr").count() == len(NAMES)
    assert page.locator("#count").inner_text() == f"{len(NAMES)} students"
    assert page.evaluate("getComputedStyle(document.querySelector('#table thead')).position") == "sticky"


def test_search_and_filter(visit, address):
    page = visit(address)
    page.fill("#search", "IL")
    assert ids(page) == ["emil"]
    page.fill("#search", "nobody at all")
    assert "Nobody matches." in page.locator("#rows").inner_text()
    page.fill("#search", "")
    page.select_option("#filter", label="needs review")
    shown = page.locator("#rows tr").count()
    assert 0 < shown < len(NAMES)
    assert page.locator("#rows tr:has(.s-needs_review)").count() == shown


def test_sorting_by_mouse_and_keyboard(visit, address):
    page = visit(address)
    page.click("th[data-sort=score] button")
    assert scores(page) == sorted(scores(page))
    page.locator("th[data-sort=score] button").press("Enter")
    assert scores(page) == sorted(scores(page), reverse=True)
    assert page.get_attribute("th[data-sort=score]", "aria-sort") == "descending"
    assert page.locator("th[aria-sort]").count() == 1
    page.click("th[data-sort='1'] button")
    cells = [text.split()[-1] for text in page.locator("#rows td[data-part='pca.derivation']").all_inner_texts()]
    numbers = [float(text) for text in cells if text.isdigit()]
    assert numbers == sorted(numbers)


def test_open_a_student_go_on_and_back(visit, address):
    page = visit(address)
    page.click("text=bela")
    assert shown_student(page) == "bela"
    assert page.title().startswith("bela")
    page.click("#next")
    page.locator("#fragment h2:has-text('chiara')").wait_for()
    page.go_back()
    page.locator("#fragment h2:has-text('bela')").wait_for()
    page.go_back()
    page.locator("#rows tr").first.wait_for()
    assert page.locator("#student").is_hidden()


def test_a_cell_opens_the_student_at_that_part(visit, address):
    page = visit(address)
    page.locator("#rows tr").first.locator("td[data-part='resnet.training']").click()
    assert shown_student(page) == "ada"
    page.wait_for_function("document.activeElement.id === 'part-resnet.training'")


@pytest.mark.parametrize("name", NAMES, ids=lambda name: ascii(name)[:12])
def test_every_id_can_be_opened_by_its_link_and_by_address(visit, address, name):
    page = visit(address)
    row = page.locator("#rows a").nth(NAMES.index(name))
    link, seen = row.get_attribute("href"), row.inner_text()
    row.click()
    assert shown_student(page) == seen
    assert shown_student(visit(address + link)) == seen


def test_an_unknown_student_is_said_to_be_unknown(visit, address):
    page = visit(address + "#student=nobody")
    assert "Nobody in this class has the id 'nobody'." in page.locator("#fragment").inner_text()


def test_a_link_to_a_part_stays_with_the_student(visit, address):
    page = visit(address + "#student=ada")
    shown_student(page)
    page.click("a[href='#part-pca.solver']")
    assert page.evaluate("document.activeElement.id") == "part-pca.solver"
    assert page.url.endswith("#student=ada")


def test_a_big_class_is_shown_a_page_at_a_time(visit, tmp_path):
    page = visit(written(tmp_path / "big.html", [f"s{at:03}" for at in range(230)]))
    assert page.locator("#rows tr").count() == 100
    page.click("#later")
    page.click("#later")
    assert page.locator("#range").inner_text() == "201–230 of 230"
    assert ids(page)[-1] == "s229"
    assert page.locator("#later").is_disabled()
    page.fill("#search", "s01")
    assert len(ids(page)) == 10
    assert page.locator("#pager").is_hidden()


def luminance(page):
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return sum(int(part) for part in colour[4:-1].split(",")) / 3


def test_light_and_dark_follow_the_reader(visit, address):
    assert luminance(visit(address, color_scheme="light")) > 200
    assert luminance(visit(address, color_scheme="dark")) < 50


@pytest.mark.parametrize("fragment", ["", *(f"#student={name}" for name in ("ada", "fatou", "hedy", "y" * 200))])
def test_a_phone_never_scrolls_sideways(visit, address, fragment):
    page = visit(address + fragment, width=390)
    if fragment:
        shown_student(page)
        page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize("name", ["ada", HOSTILE, "y" * 200], ids=["plain", "hostile", "long"])
def test_a_students_own_page_needs_no_script(visit, tmp_path, name):
    path = tmp_path / "ada.html"
    path.write_text(student_page(HOMEWORK, student(name, 1)), encoding="utf-8", newline="\n")
    page = visit(path.as_uri(), width=390, java_script_enabled=False)
    assert page.locator(".part").count() == len(HOMEWORK.parts)
    page.locator("summary").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.fixture(scope="module")
def mathematics_page(tmp_path_factory):
    path = tmp_path_factory.mktemp("mathematics") / "ada.html"
    html = student_page(mathematics.PAPER, mathematics.handed_in())
    path.write_text(html, encoding="utf-8", newline="\n")
    return path.as_uri()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_formulas_are_drawn_and_scroll_in_their_own_box(visit, mathematics_page, width, scheme):
    page = visit(mathematics_page, width=width, color_scheme=scheme, java_script_enabled=False)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    found = page.evaluate(
        """() => [...document.querySelectorAll("math")].filter((math) => math.checkVisibility()).map((math) => {
            const box = math.getBoundingClientRect();
            let holder = math;
            while (holder && getComputedStyle(holder).overflowX !== "auto") holder = holder.parentElement;
            return [math.namespaceURI, box.width > 0 && box.height > 8, holder !== null];
        })"""
    )
    assert len(found) > 20
    assert {tuple(each) for each in found} == {("http://www.w3.org/1998/Math/MathML", True, True)}


def test_a_formula_opens_its_source_by_keyboard(visit, mathematics_page):
    page = visit(mathematics_page)
    summary = page.locator("#part-only\\.mixed summary.head").first
    source = page.locator("#part-only\\.mixed details.typed .source").first
    assert source.is_hidden()
    summary.press("Enter")
    assert source.inner_text() == "C := X X^T"


def test_formulas_are_drawn_on_a_class_page(visit, tmp_path):
    path = tmp_path / "index.html"
    with path.open("w", encoding="utf-8", newline="\n") as out:
        write_class(mathematics.PAPER, [mathematics.handed_in()], out)
    page = visit(path.as_uri() + "#student=ada", width=390)
    shown_student(page)
    fraction = page.locator("#fragment mfrac").first
    assert fraction.evaluate("(e) => e.firstElementChild.getBoundingClientRect().bottom") <= fraction.evaluate(
        "(e) => e.lastElementChild.getBoundingClientRect().top + 4"
    )
    assert page.evaluate("document.documentElement.scrollWidth") == 390
