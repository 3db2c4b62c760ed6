"""The example reports in a real browser: looked at, compared, corrected by keyboard alone, merged and published."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from bearwitness.casebook import Casebook
from bearwitness.model import Claim, Decision, Record
from web.served import ANSWERS_WITHIN, BUILT, CHROMIUM, NARROW, ROOT, WIDE, Served, chromium, let_in, serving

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")
SHOTS = ROOT / "build" / "screenshots"
AXE = ROOT / "web/node_modules/axe-core/axe.min.js"
scripted = pytest.mark.skipif(not BUILT, reason="the pages' scripts were not built (scripts/islands.sh)")
expect.set_options(timeout=ANSWERS_WITHIN)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


@pytest.fixture(scope="module")
def served(demo_casebook: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, Path]]:
    """A copy of the example casebook, served."""
    folder = tmp_path_factory.mktemp("served")
    book = Path(shutil.copytree(demo_casebook, folder / "casebook"))
    with serving(book, log=folder / "log") as found:
        yield found, book


@pytest.fixture(params=[pytest.param(WIDE, id="wide"), pytest.param(NARROW, id="narrow")])
def size(request: pytest.FixtureRequest) -> Any:
    return request.param


def shot(page: Page, name: str) -> None:
    """Keeps what a person sees; build/ is not under version control."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    width = (page.viewport_size or WIDE)["width"]
    page.screenshot(path=SHOTS / f"{name}-{width}.png", full_page=True)


def fits(page: Page) -> None:
    """No page scrolls sideways, however narrow the window."""
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, page.url


def told(folder: Path) -> list[Record]:
    with Casebook.open(folder, create=False) as book, book.incidents() as found:
        return sorted(found.records(), key=lambda one: (-len(one.reports), one.id))


def decisions(folder: Path) -> list[Decision]:
    with Casebook.open(folder, create=False) as book:
        assert book.verify().holds
        return [one.value for one in book.stated("decisions", Decision)]


def claim_of(folder: Path, name: str) -> Claim:
    with Casebook.open(folder, create=False) as book:
        return next(one for one in book.claims() if one.id == name)


def in_sight(found: Locator) -> bool:
    """Whether an element stands in the window, without scrolling."""
    return bool(
        found.evaluate(
            "one => { const at = one.getBoundingClientRect(); return at.top >= 0 && at.bottom <= innerHeight }"
        )
    )


@scripted
def test_from_the_list_to_the_words_in_one_click(served: tuple[Served, Path], browser: Browser, size: Any) -> None:
    site, folder = served
    record = told(folder)[0]
    with let_in(browser, site, size=size) as (page, watch):
        assert page.url == f"{site.address}/incidents"  # the token is gone from the address
        expect(page.locator("table.list tbody tr")).to_have_count(len(told(folder)))
        page.locator(".map[data-drawn]").wait_for()
        fits(page)
        shot(page, "incidents")

        page.get_by_role("link", name=record.title).first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text(record.title)
        chart = page.locator(".chart svg").first
        expect(chart).to_be_visible()
        assert chart.locator("path, line").count() > 3
        table = page.locator("table.readings").first  # whatever the chart shows stands beside it as text
        expect(table).to_be_visible()
        assert page.locator("table.readings tbody tr.row").count() >= 4
        page.locator(".map[data-drawn]").wait_for()
        fits(page)
        shot(page, "incident")

        words = page.locator("table.readings .words a").first
        quoted = words.inner_text().strip("“”")
        words.click()
        page.wait_for_url("**/report?id=*")
        marked = page.locator("mark.claim.found")
        assert "".join(marked.all_inner_texts()).split() == quoted.split()
        assert in_sight(marked.first)
        expect(
            page.get_by_text("SHA-256; retrieved").or_(page.get_by_text("time of retrieval unknown"))
        ).to_be_visible()
        fits(page)
        shot(page, "report")
        watch.nothing()


@scripted
def test_two_reports_side_by_side(served: tuple[Served, Path], browser: Browser, size: Any) -> None:
    site, folder = served
    with let_in(browser, site, size=size) as (page, watch):
        page.goto(f"{site.address}/incidents/{told(folder)[0].id}")
        page.get_by_role("link", name="Compare reports").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Two reports side by side")
        relations = set(page.locator("table.compared tbody td:nth-child(2)").all_inner_texts())
        assert {"both say it", "they differ"} & relations
        sides = page.locator(".compare .side")
        expect(sides).to_have_count(2)
        left, right = (sides.nth(at).bounding_box() for at in (0, 1))
        assert left
        assert right
        if size is WIDE:
            assert left["x"] + left["width"] <= right["x"]
        page.keyboard.press("n")
        expect(page.get_by_text("Difference 1 of")).to_be_visible()
        fits(page)
        shot(page, "compare")
        watch.nothing()


@scripted
def test_a_claim_is_corrected_by_keyboard_alone_and_the_correction_undone(
    demo_casebook: Path, tmp_path: Path, browser: Browser
) -> None:
    book = Path(shutil.copytree(demo_casebook, tmp_path / "casebook"))
    with serving(book, log=tmp_path / "log") as site, let_in(browser, site) as (page, watch):
        page.goto(f"{site.address}/review")
        items = page.locator(".item")
        expect(items.first).to_have_class("item current")
        page.keyboard.press("j")  # onto the first
        page.keyboard.press("j")
        expect(items.nth(1)).to_be_focused()
        page.keyboard.press("k")
        expect(items.first).to_be_focused()
        name = items.first.locator("form[action='/review/correct'] input[name=claim]").first.input_value()
        page.keyboard.press("c")
        expect(items.first.get_by_label("Count, at least").first).to_be_focused()
        page.keyboard.type("612")
        page.keyboard.press("Tab")
        page.keyboard.type("612")
        why = items.first.locator("form[action='/review/correct'] input[name=reason]").first
        for _ in range(20):
            if why.evaluate("one => one === document.activeElement"):
                break
            page.keyboard.press("Tab")
        expect(why).to_be_focused()
        page.keyboard.type("a slip of the pen")
        shot(page, "review")
        page.keyboard.press("Enter")
        expect(page.locator(".notice[role=status]")).to_contain_text("Decided and signed.")
        (made,) = decisions(book)
        assert (made.kind, made.target.id, made.reviewer) == ("correct", name, "Ana Review")
        assert made.reason == "a slip of the pen"
        shot(page, "review-decided")

        page.keyboard.press("u")
        page.wait_for_url(lambda url: "decided=" in url and made.id not in url)
        expect(page.locator(".notice[role=status]")).to_contain_text("Decided and signed.")
        first, second = decisions(book)
        assert (first.id, second.kind, second.target.id) == (made.id, "withdraw", made.id)
        page.goto(f"{site.address}/review/history")
        expect(page.locator("main")).to_contain_text("a slip of the pen")  # superseded, and still to be read
        expect(page.locator("main")).to_contain_text("taken back at once")
        shot(page, "history")
        watch.nothing()


def test_two_incidents_are_merged_and_the_whole_published(
    demo_casebook: Path, tmp_path: Path, browser: Browser
) -> None:
    book = Path(shutil.copytree(demo_casebook, tmp_path / "casebook"))
    one, other = [each for each in told(book) if each.part_of][:2]
    with serving(book, log=tmp_path / "log") as site, let_in(browser, site, size=NARROW) as (page, watch):
        page.goto(f"{site.address}/review/incident?id={one.id}")
        page.locator("summary", has_text="Merge with another incident").click()
        form = page.locator("form[action='/review/merge']")
        form.get_by_label("The other incident").fill(other.id)
        form.get_by_label("Reason").fill("one strike")
        shot(page, "merge")
        form.get_by_role("button", name="They are one").click()
        expect(page.locator(".notice[role=status]").first).to_contain_text("Decided and signed.")
        titles = {each.title for each in told(book)}
        assert len({one.title, other.title} & titles) == 1
        page.goto(f"{site.address}/incidents")
        expect(page.locator("table.list tbody tr")).to_have_count(len(told(book)))

        (left,) = [each for each in told(book) if each.title in {one.title, other.title}]
        page.goto(f"{site.address}/incidents/{left.id}")
        expect(page.locator(".meta")).to_contain_text("Not published.")
        page.goto(f"{site.address}/review/incident?id={left.id}")
        form = page.locator("form[action='/review/publish']")
        form.get_by_label("Reason").fill("checked against the reports")
        form.get_by_role("button", name="Publish it as it stands now").click()
        expect(page.locator("#publication ~ p").first).to_contain_text("This state is published: public")
        fits(page)
        shot(page, "published")
        page.goto(f"{site.address}/incidents/{left.id}")
        expect(page.locator(".meta")).to_contain_text("Published.")
        watch.nothing()
    assert [each.kind for each in decisions(book)] == ["merge", "publish"]


def pages_of(folder: Path) -> dict[str, str]:
    """An address of every kind of page that one person at this machine can open."""
    record = told(folder)[0]
    one, two = [each.id for each in record.reports][:2]
    with Casebook.open(folder, create=False) as book:
        claim = next(each for each in book.claims() if each.report == one)
    return {
        "list": "/incidents",
        "timeline": "/incidents?view=timeline",
        "nothing-found": "/incidents?place=nowhere",
        "incident": f"/incidents/{record.id}",
        "changes": f"/incidents/{record.id}/changes",
        "dossier": f"/incidents/{record.id}/dossier",
        "report": f"/report?id={one}",
        "words": f"/report?id={one}&claim={claim.id}",
        "compare": f"/compare?left={one}&right={two}",
        "search": "/search?q=hospital&comments=yes",
        "review": "/review",
        "claim": f"/review/claim?id={claim.id}",
        "decide": f"/review/incident?id={record.id}",
        "history": "/review/history",
        "add": "/add",
        "proof": "/proof",
        "error": "/incidents/none",
    }


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed (scripts/islands.sh test)")
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_no_page_shuts_anybody_out(served: tuple[Served, Path], browser: Browser, colours: str) -> None:
    """axe-core finds nothing; it is put in from outside, which the pages' policy would refuse."""
    site, folder = served
    found: dict[str, Any] = {}
    axe = AXE.read_text(encoding="utf-8")
    size = WIDE if colours == "light" else NARROW
    with let_in(browser, site, size=size, colours=colours, bypass_csp=True) as (page, _):
        for name, address in pages_of(folder).items():
            page.goto(site.address + address)
            page.evaluate("() => { for (const one of document.querySelectorAll('details')) one.open = true }")
            page.evaluate(axe)
            said = page.evaluate(
                "async () => (await axe.run()).violations.map(one => [one.id, one.nodes.length, one.nodes[0].html])"
            )
            if said:
                found[name] = said
            fits(page)
    assert found == {}
